import { Hono } from "hono";
import { setTimeout as delay } from "node:timers/promises";
import type { RowDataPacket } from "mysql2/promise";
import { z } from "zod";
import type { BranchDatabases } from "./branch-databases.ts";

interface DeployRequest {
  number: number;
  state: "open" | "closed";
  branch: string;
  into_branch: string;
  html_url: string;
  deployment_state:
    | "pending"
    | "ready"
    | "queued"
    | "in_progress"
    | "error"
    | "complete_error"
    | "cancelled"
    | "complete_pending_revert"
    | "complete";
  deployment: { lint_errors: { lint_error: string; error_description: string }[] };
}

/** How long after the end of a revert window the notes of its migrations reach production. */
const NOTES_MS = 40;

interface Surroundings {
  databases: BranchDatabases;
  /** Whether PlanetScale carries the table of applied migrations over ("Automatically copy migration data"). */
  copiesNotes: () => boolean;
  dropBranch: (name: string) => Promise<void>;
  log: (line: string) => void;
}

/** Stands in for deploy requests: https://planetscale.com/docs/vitess/schema-changes/deploy-requests */
export class DeployRequests {
  readonly list: DeployRequest[] = [];
  /** Makes PlanetScale refuse the next one for what is in it, or fail while it applies it. */
  nextFails: "validation" | "deployment" | undefined;
  /** Notes of migrations that wait for the end of their request's revert window. */
  readonly #waiting = new Map<DeployRequest, RowDataPacket[]>();
  readonly #moves: Promise<void>[] = [];
  readonly #around: Surroundings;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  get open() {
    return this.list.some(({ state }) => state === "open");
  }

  /** As PlanetScale does after 30 minutes. */
  async endRevertWindow() {
    const request = this.#inState("complete_pending_revert");
    if (request) this.#complete(request);
    await this.settled();
  }

  api() {
    const api = new Hono();

    api.get("/", ({ req }) => {
      const into = req.query("into_branch");
      const data = this.list.filter(({ into_branch }) => !into || into_branch === into);
      return Response.json({ data: data.toReversed(), next_page: null });
    });
    api.post("/", async ({ req }) => {
      const { branch, into_branch } = deployRequestSchema.parse(await req.json());
      if (await this.#around.databases.isEmpty(into_branch))
        return refusal("Databases with empty schemas are invalid.");
      const number = this.list.length + 1;
      const request: DeployRequest = {
        number,
        state: "open",
        branch,
        into_branch,
        html_url: `https://app.planetscale.com/acme/os2/deploy-requests/${number}`,
        deployment_state: "pending",
        deployment: { lint_errors: [] },
      };
      this.list.push(request);
      return Response.json(request);
    });
    // Each look finds it one step further, as time would have it.
    api.get("/:number", async ({ req }) => {
      const request = this.#byNumber(req.param("number"));
      if (request.deployment_state === "pending") this.#validate(request);
      else if (request.deployment_state === "queued") request.deployment_state = "in_progress";
      else if (request.deployment_state === "in_progress") await this.#deploy(request);
      return Response.json(request);
    });
    api.patch("/:number", async ({ req }) => {
      const request = this.#byNumber(req.param("number"));
      request.state = z.object({ state: z.literal("closed") }).parse(await req.json()).state;
      return Response.json(request);
    });
    api.post("/:number/deploy", ({ req }) => {
      const request = this.#byNumber(req.param("number"));
      if (this.#inState("complete_pending_revert"))
        return refusal("A deployment can still be reverted.");
      if (this.#inState("error"))
        return refusal("The deploy queue is blocked by a deployment that failed.");
      if (request.deployment_state !== "ready") return refusal("It is not deployable.");
      request.deployment_state = "queued";
      return Response.json(request);
    });
    api.post("/:number/complete-deploy", ({ req }) => {
      const request = this.#byNumber(req.param("number"));
      if (request.deployment_state !== "error") return refusal("It did not fail.");
      request.deployment_state = "complete_error";
      return Response.json(request);
    });
    api.post("/:number/skip-revert", ({ req }) => {
      const request = this.#byNumber(req.param("number"));
      this.#complete(request);
      return Response.json(request);
    });
    return api;
  }

  #inState(state: DeployRequest["deployment_state"]) {
    return this.list.find((request) => request.deployment_state === state);
  }

  #byNumber(number: string): DeployRequest {
    const request = this.list[Number(number) - 1];
    if (!request) throw new Error(`There is no deploy request ${number}.`);
    return request;
  }

  #validate(request: DeployRequest) {
    request.deployment_state = "ready";
    if (this.nextFails !== "validation") return;
    this.nextFails = undefined;
    request.deployment_state = "error";
    request.deployment.lint_errors = [
      { lint_error: "NO_UNIQUE_KEY", error_description: 'table "note" has no unique key' },
    ];
  }

  async #deploy(request: DeployRequest) {
    const { databases, dropBranch, log } = this.#around;
    if (this.nextFails === "deployment") {
      this.nextFails = undefined;
      request.deployment_state = "error";
      return;
    }
    await databases.copyTables(request.branch, request.into_branch, request.number);
    this.#waiting.set(request, await databases.notes(request.branch));
    await dropBranch(request.branch);
    Object.assign(request, { deployment_state: "complete_pending_revert", state: "closed" });
    log(`planetscale deployed ${request.into_branch}`);
  }

  /** "The data within the table that tracks migrations will be moved … only after the revert window has been closed." */
  #complete(request: DeployRequest) {
    request.deployment_state = "complete";
    const notes = this.#waiting.get(request) ?? [];
    this.#waiting.delete(request);
    if (!this.#around.copiesNotes()) return;
    const { databases } = this.#around;
    this.#moves.push(delay(NOTES_MS).then(() => databases.writeNotes(request.into_branch, notes)));
  }

  /** Resolves when nothing is on its way to production any more. */
  async settled() {
    await Promise.all(this.#moves);
  }
}

const deployRequestSchema = z.object({ branch: z.string(), into_branch: z.string() });
export const refusal = (message: string) =>
  Response.json({ code: "unprocessable", message }, { status: 422 });
