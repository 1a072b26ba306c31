import { afterEach, describe, expect, inject, it } from "vitest";
import { z } from "zod";
import { type Browser, signInWithInstance, stack } from "../dev/testing/client.ts";
import { database } from "../dev/testing/database.ts";
import { faultsAt } from "../dev/testing/faults/control.ts";
import { newId } from "./db/columns.ts";
import { machine } from "./db/schema.ts";

const faults = faultsAt(inject("faultControl"));
afterEach(() => faults.mend("database"));

const statsSchema = z.object({
  connections: z.object({ transactions: z.object({ inUse: z.number(), waiting: z.number() }) }),
});

/** Each holds a connection of the gateway's, and a transaction in MySQL. */
async function openTransactions() {
  const answer = await fetch(`http://127.0.0.1:${stack.ports.gateway}/stats`);
  const { inUse, waiting } = statsSchema.parse(await answer.json()).connections.transactions;
  return inUse + waiting;
}

/** A call whose browser can go away. */
function call(browser: Browser, path: string, input: unknown, headers = {}) {
  const controller = new AbortController();
  const answer = browser
    .fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(input),
      signal: controller.signal,
    })
    .then(
      ({ status }) => status,
      () => "gone" as const,
    );
  return { answer, leave: () => controller.abort() };
}

const asked = (matching: string) =>
  expect.poll(async () =>
    (await faults.seen("database")).some((one) => new RegExp(matching, "is").test(one)),
  );

async function machineOf({ owner, scope }: Awaited<ReturnType<typeof signInWithInstance>>) {
  const { id } = await owner.api.machine.create.mutate({ ...scope, name: "m", type: "daytona" });
  return { ...scope, machineId: id };
}

describe.each([
  '"query":"BEGIN',
  "delete from .machine",
  "insert into .audit_log",
  '"query":"COMMIT',
])("a change whose browser goes away at %s", (matching) => {
  it.each([
    ["a call", "/api/trpc/machine.delete", (input: unknown) => input, {}],
    [
      "a streamed batch",
      "/api/trpc/machine.delete?batch=1",
      (input: unknown) => ({ 0: input }),
      { "trpc-accept": "application/jsonl" },
    ],
  ])("ends, and nobody else waits: %s", async (_, path, body, headers) => {
    const here = await signInWithInstance();
    const elsewhere = await signInWithInstance();
    const input = await machineOf(here);
    await faults.strike("database", { kind: "slow", matching, times: 1 });

    const { answer, leave } = call(here.owner, path, body(input), headers);
    await asked(matching).toBe(true);
    leave();
    await answer;
    await expect
      .poll(() => here.owner.api.machine.list.query(here.scope), { timeout: 5_000 })
      .toEqual([]);
    await expect.poll(openTransactions, { timeout: 3_000 }).toBe(0);
    await elsewhere.owner.api.machine.delete.mutate(await machineOf(elsewhere));
  });
});

it("a sign-in whose browser goes away ends", async () => {
  const { owner } = await signInWithInstance();
  const email = `gone-${crypto.randomUUID()}@example.com`;
  await faults.strike("database", { kind: "slow", matching: "insert into .user", times: 1 });
  const { answer, leave } = call(owner, "/api/auth/dev/login", { email });
  await asked("insert into .user").toBe(true);
  leave();
  expect(await answer).toBe("gone");
  await asked("insert into .session").toBe(true);
  await expect.poll(openTransactions).toBe(0);
});

it("a read whose browser goes away leaves nothing", async () => {
  const { owner, scope } = await signInWithInstance();
  await faults.strike("database", { kind: "slow", matching: "from .machine", times: 1 });
  const controller = new AbortController();
  const input = encodeURIComponent(JSON.stringify(scope));
  const reading = owner.fetch(`/api/trpc/machine.list?input=${input}`, {
    signal: controller.signal,
  });
  await asked("from .machine").toBe(true);
  controller.abort();
  await expect(reading).rejects.toThrow();
  await expect.poll(openTransactions).toBe(0);
  expect(await owner.api.machine.list.query(scope)).toEqual([]);
});

it("many changes whose browsers go away at any moment leave no transaction open", async () => {
  const { owner, scope } = await signInWithInstance();
  const elsewhere = await signInWithInstance();
  const { id: instanceId } = await owner.api.instance.get.query(scope);
  const machines = Array.from({ length: 50 }, (_, i) => ({ id: newId("mach"), name: `m${i}` }));
  await database
    .insert(machine)
    .values(machines.map((one) => ({ ...one, instanceId, type: "daytona" as const })));
  await faults.strike("database", { kind: "slow", delayMs: 5 });
  for (const [i, { id }] of machines.entries()) {
    const { answer, leave } = call(owner, "/api/trpc/machine.delete", { ...scope, machineId: id });
    // From before the first statement to after the last.
    setTimeout(leave, i * 2);
    await answer;
  }
  // Well before the gateway would end them.
  await expect.poll(openTransactions, { timeout: 10_000 }).toBe(0);
  const { scope: other } = elsewhere;
  await elsewhere.owner.api.instance.create.mutate({ ...other, name: "staging" });
});
