import { z } from "zod";
import { basicAuthentication } from "../gateway/protocol.ts";
import { baseUrl, env, stack } from "./client.ts";

const gateway = `http://127.0.0.1:${stack.ports.gateway}`;
const statsSchema = z.object({ statements: z.number() });
const statementsSchema = z.object({ statements: z.array(z.object({ sql: z.string() })) });

/**
 * How many SQL statements an action takes, as the gateway counts them (BEGIN, COMMIT and ROLLBACK are
 * not counted). Nothing else may use the stack meanwhile: call it in a file that runs alone.
 */
export async function countStatements(action: () => Promise<unknown>): Promise<number> {
  const before = await statements();
  await action();
  return (await settledStatements()) - before;
}

/** Waits for what the last answer has left to the background: that has begun when a later one is there. */
async function settledStatements() {
  for (;;) {
    const before = await statements();
    await fetch(`${baseUrl}/api/health`);
    const after = await statements();
    if (after === before) return after;
  }
}

async function statements() {
  return statsSchema.parse(await (await fetch(`${gateway}/stats`)).json()).statements;
}

/** The statements that an action runs, for a test that wants to say which. */
export async function recordStatements(action: () => Promise<unknown>): Promise<string[]> {
  const before = await statements();
  await action();
  const url = `${gateway}/stats/statements?since=${before}`;
  const response = await fetch(url, { headers: basicAuthentication(env.PSCALE_DATABASE_URL) });
  return statementsSchema.parse(await response.json()).statements.map(({ sql }) => sql);
}
