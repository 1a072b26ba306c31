import { describe, expect, it } from "vitest";
import type { Machine } from "../../lib/trpc";
import { parseMachineView, viewMachines } from "./machine-list";

const machine = (name: string, state: Machine["state"], createdAt: string): Machine => ({
  id: `mach_${name}`,
  name,
  type: "daytona",
  state,
  metadata: {},
  createdAt,
});

const machines = [
  machine("worker-10", "started", "2026-03-03T00:00:00.000Z"),
  machine("Worker-2", "archived", "2026-03-02T00:00:00.000Z"),
  machine("api", "started", "2026-03-01T00:00:00.000Z"),
];
const names = (view: Parameters<typeof viewMachines>[1]) =>
  viewMachines(machines, view).map(({ name }) => name);

describe("the view of the machines", () => {
  it("keeps the server's order unless one is asked for", () => {
    expect(names({})).toEqual(["worker-10", "Worker-2", "api"]);
    expect(names({ sort: "created" })).toEqual(["api", "Worker-2", "worker-10"]);
    expect(names({ sort: "created", desc: true })).toEqual(["worker-10", "Worker-2", "api"]);
  });

  it("sorts names as people count, whatever their case", () => {
    expect(names({ sort: "name" })).toEqual(["api", "Worker-2", "worker-10"]);
  });

  it("finds by part of the name or the id, and by state", () => {
    expect(names({ q: " WORKER " })).toEqual(["worker-10", "Worker-2"]);
    expect(names({ q: "mach_api" })).toEqual(["api"]);
    expect(names({ q: "worker", state: "archived" })).toEqual(["Worker-2"]);
    expect(names({ q: "wo\u200brker-10" })).toEqual(["worker-10"]);
    expect(names({ q: "nothing" })).toEqual([]);
  });

  it("ignores what makes no sense in a search string", () => {
    expect(parseMachineView({ q: 10, state: "started", sort: "name", desc: true })).toEqual({
      q: "10",
      state: "started",
      sort: "name",
      desc: true,
    });
    expect(parseMachineView({ q: "", state: "no", sort: "size", desc: true })).toEqual({});
    expect(parseMachineView({ q: { a: 1 }, sort: ["name"], desc: "yes" })).toEqual({});
  });
});
