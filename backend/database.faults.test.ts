import { createConnection, type RowDataPacket } from "mysql2/promise";
import { afterEach, describe, expect, inject, it } from "vitest";
import { LOCAL_DATABASE } from "../env.ts";
import { baseUrl, signIn, signInWithInstance, stack } from "../dev/testing/client.ts";
import { countRows } from "../dev/testing/database.ts";
import { faultsAt } from "../dev/testing/faults/control.ts";
import { type Fault, FAULTS } from "../dev/testing/faults/proxy.ts";
import { upgradeStatus } from "../dev/testing/live-socket.ts";
import { signInWithWorkspace, slackTarget, storedEvents } from "../dev/testing/slack.ts";
import { everydayEvent } from "../dev/slack-sender/events.ts";
import { sendEvent } from "../dev/slack-sender/send.ts";

const faults = faultsAt(inject("faultControl"));
afterEach(() => faults.mend("database"));

/** Those after which nobody can tell that there is a database. */
const AWAY = FAULTS.filter((kind) => kind !== "slow" && kind !== "say");

/** As long as the app waits for a statement here, and what a busy machine may add to it. */
const PATIENCE_MS = 6_000;

const countMachines = (name: string) =>
  countRows("select count(*) from machine where name = ?", [name]);

/** The statements that the database was asked for since the last command, as far as they fit. */
const statements = async (pattern: RegExp) =>
  (await faults.seen("database")).filter((request) => pattern.test(request));

describe.each(AWAY)("while the database's fault is: %s", (kind) => {
  it("pages and API say so with 503, nothing is half done, and all is well right after", async () => {
    const { owner, scope } = await signInWithInstance();
    const page = `/${scope.organizationSlug}/${scope.instanceSlug}`;
    const name = `away-${kind}`;
    const create = () =>
      owner.post("/api/trpc/machine.create", { ...scope, name, type: "daytona" });
    const event = everydayEvent({ team_id: "T0000AWAY" }, 0);
    await faults.strike("database", { kind });

    const started = Date.now();
    const answers = await Promise.all([
      owner.fetch(page),
      owner.fetch("/"),
      owner.fetch("/api/trpc/user.me"),
      create(),
      owner.fetch("/api/ready"),
      owner.post("/api/auth/dev/login", { email: `${name}@example.com` }),
      owner.post("/api/auth/sign-out", {}),
      owner.post("/api/auth/sign-in/social", { provider: "google", callbackURL: "/" }),
      sendEvent(slackTarget, event),
    ]);
    expect(Date.now() - started).toBeLessThan(PATIENCE_MS);
    for (const answer of answers) {
      expect([answer.url, answer.status]).toEqual([answer.url, 503]);
      expect([answer.url, answer.headers.get("retry-after")]).toEqual([answer.url, "5"]);
    }
    const texts = await Promise.all(answers.map((answer) => answer.text()));
    for (const html of texts.slice(0, 2)) expect(html).toContain("The database is away");
    for (const text of texts) expect(text).not.toMatch(/select |insert |Wi-Fi/i);

    await faults.mend("database");
    expect((await owner.fetch("/api/ready")).status).toBe(200);
    expect((await owner.fetch(page)).status).toBe(200);
    expect(await countMachines(name)).toBe(0);
    expect((await create()).status).toBe(200);
    expect(await countMachines(name)).toBe(1);
    expect((await sendEvent(slackTarget, event)).status).toBe(200);
    expect(await storedEvents(event.event_id)).toHaveLength(1);
  });

  it("a WebSocket is refused with 503", async () => {
    const { owner } = await signInWithInstance();
    const [organization] = (await owner.api.user.me.query()).organizations;
    await faults.strike("database", { kind });
    expect(await upgradeStatus(organization?.id ?? "", { browser: owner })).toBe(503);
  });

  it("somebody without a session still sees the login page", async () => {
    await faults.strike("database", { kind });
    expect((await fetch(`${baseUrl}/login`)).status).toBe(200);
    expect((await fetch(`${baseUrl}/api/health`)).status).toBe(200);
  });
});

/** Each statement of a transaction that makes an organization, and the word for it. */
const STEPS: Record<string, { matching: string; kinds: Fault["kind"][] }> = {
  begin: { matching: '"query":"BEGIN', kinds: ["cut", "cut-answer", "empty"] },
  organization: { matching: "insert into .organization. ", kinds: ["cut", "error", "empty"] },
  membership: {
    matching: "insert into .organization_user_membership",
    kinds: ["cut", "cut-answer", "garble", "hang"],
  },
  audit: { matching: "insert into .audit_log", kinds: ["cut", "cut-answer", "empty"] },
  commit: {
    matching: '"query":"COMMIT',
    kinds: ["cut", "cut-answer", "garble", "empty", "error", "hang"],
  },
};

describe.each(Object.entries(STEPS))(
  "a database that goes away at the %s of a transaction",
  (step, { matching, kinds }) => {
    it.each(kinds)("(%s) leaves all of it or nothing", async (kind) => {
      const person = await signIn();
      const name = `${step} ${kind}`;
      await faults.strike("database", { kind, matching, times: 1 });
      const answer = await person.post("/api/trpc/organization.create", { name });
      expect(answer.status).toBe(503);
      expect(answer.headers.get("retry-after")).toBe("5");
      // A mutation's statements are sent once.
      expect(await statements(new RegExp(matching, "is"))).toHaveLength(1);

      const rows = (sql: string) => countRows(sql, [name]);
      const organizations = await rows("select count(*) from organization where name = ?");
      // Whether a COMMIT that nobody answered was carried out, only the database knows.
      const committed = step === "commit" && (kind === "cut-answer" || kind === "empty");
      expect(organizations).toBe(committed ? 1 : 0);
      expect(
        await rows(
          "select count(*) from organization_user_membership as membership join organization on organization.id = organization_id where organization.name = ? and role = 'owner'",
        ),
      ).toBe(organizations);
      expect(
        await rows(
          "select count(*) from audit_log join organization on organization.id = organization_id where organization.name = ?",
        ),
      ).toBe(organizations);

      expect((await person.post("/api/trpc/organization.create", { name })).status).toBe(200);
    });
  },
);

it("a transaction whose connection MySQL ends answers 503 and leaves nothing", async () => {
  const person = await signIn();
  await faults.strike("database", {
    kind: "slow",
    matching: "insert into .audit_log",
    delayMs: 800,
  });
  const creating = person.post("/api/trpc/organization.create", { name: "Killed" });
  await expect.poll(() => statements(/insert into .audit_log/i)).toHaveLength(1);
  await killConnections();
  expect((await creating).status).toBe(503);
  await faults.mend("database");
  expect(await countRows("select count(*) from organization where name = 'Killed'")).toBe(0);
  expect((await person.post("/api/trpc/organization.create", { name: "Killed" })).status).toBe(200);
});

/** Ends every connection that the gateway has, as a MySQL that is started again does. */
async function killConnections() {
  const { name: database, username: user, password } = LOCAL_DATABASE;
  const address = { host: "127.0.0.1", port: stack.ports.mysql };
  const connection = await createConnection({ ...address, user, password, database });
  const [threads] = await connection.query<RowDataPacket[]>(
    "select id from information_schema.processlist where id <> connection_id()",
  );
  for (const { id } of threads) await connection.query("kill ?", [id]);
  await connection.end();
}

describe("a fault that is over at once", () => {
  const SHORT: Fault["kind"][] = ["cut", "cut-answer", "garble", "empty", "error"];

  it.each(SHORT)(
    "(%s) is not noticed by who reads: the statement is sent once more",
    async (kind) => {
      const { owner, scope } = await signInWithInstance();
      await faults.strike("database", { kind, matching: "from .machine", times: 1 });
      expect(await owner.api.machine.list.query(scope)).toEqual([]);
      expect(await statements(/from .machine/)).toHaveLength(2);
    },
  );

  it("of a statement that was too slow is not waited for twice", async () => {
    const { owner } = await signInWithInstance();
    await faults.strike("database", { kind: "hang", times: 1 });
    expect((await owner.fetch("/api/trpc/user.me")).status).toBe(503);
    expect(await statements(/select/)).toHaveLength(1);
  });
});

it("a slow database is waited for", async () => {
  const { owner, scope, workspaceId } = await signInWithWorkspace();
  await faults.strike("database", { kind: "slow" });
  expect((await owner.fetch(`/${scope.organizationSlug}/${scope.instanceSlug}`)).status).toBe(200);
  await owner.api.machine.create.mutate({ ...scope, name: "slow", type: "daytona" });
  const event = everydayEvent({ team_id: workspaceId }, 0);
  expect((await sendEvent(slackTarget, event)).status).toBe(200);
  expect(await storedEvents(event.event_id)).toHaveLength(1);
});
