import { afterEach, describe, expect, inject, it } from "vitest";
import { everydayEvent } from "../dev/slack-sender/events.ts";
import { sendEvent } from "../dev/slack-sender/send.ts";
import { signInWithInstance } from "../dev/testing/client.ts";
import { countRows } from "../dev/testing/database.ts";
import { faultsAt } from "../dev/testing/faults/control.ts";
import { OUTAGE_TEXTS } from "../dev/testing/faults/outages.ts";
import { slackTarget, storedEvents } from "../dev/testing/slack.ts";

const faults = faultsAt(inject("faultControl"));
afterEach(() => faults.mend("database"));

/** The statements that the database was asked for since the last command, as far as they fit. */
const statements = async (pattern: RegExp) =>
  (await faults.seen("database")).filter((request) => pattern.test(request));

describe.each(OUTAGE_TEXTS)("while the database says %j", (message) => {
  const says = { message };

  it("pages, API, sign-in and /api/ready answer 503", async () => {
    const { owner, scope } = await signInWithInstance();
    const email = `away-${crypto.randomUUID()}@example.com`;
    const event = everydayEvent({ team_id: "T0000SAYS" }, 0);
    await faults.strike("database", { kind: "say", says });
    const answers = await Promise.all([
      owner.fetch(`/${scope.organizationSlug}/${scope.instanceSlug}`),
      owner.fetch("/api/trpc/user.me"),
      owner.post("/api/trpc/machine.create", { ...scope, name: "away", type: "daytona" }),
      owner.post("/api/trpc/organization.create", { name: "Away" }),
      owner.fetch("/api/ready"),
      owner.post("/api/auth/dev/login", { email }),
      owner.post("/api/auth/sign-in/social", { provider: "google", callbackURL: "/" }),
      sendEvent(slackTarget, event),
    ]);
    for (const { url, status, headers } of answers)
      expect([url, status, headers.get("retry-after")]).toEqual([url, 503, "5"]);
    for (const answer of answers) expect(await answer.text()).not.toContain(message);
    const callback = await owner.fetch("/api/auth/callback/google?code=1&state=2");
    expect(callback.headers.get("location")).toMatch(/\/login\?error=unavailable$/);

    await faults.mend("database");
    expect(await owner.api.machine.list.query(scope)).toEqual([]);
    expect(await countRows("select count(*) from user where email = ?", [email])).toBe(0);
    expect(await storedEvents(event.event_id)).toEqual([]);
  });

  it("once, a read is sent once more and nothing else is", async () => {
    const { owner, scope } = await signInWithInstance();
    await faults.strike("database", { kind: "say", says, matching: "from .machine", times: 1 });
    expect(await owner.api.machine.list.query(scope)).toEqual([]);
    expect(await statements(/from .machine/)).toHaveLength(2);

    await faults.strike("database", { kind: "say", says, matching: "union all", times: 1 });
    expect((await owner.api.user.me.query()).organizations).toHaveLength(1);

    const matching = "insert into .machine";
    await faults.strike("database", { kind: "say", says, matching, times: 1 });
    const machine = { ...scope, name: "once", type: "daytona" };
    expect((await owner.post("/api/trpc/machine.create", machine)).status).toBe(503);
    expect(await statements(/insert into .machine/)).toHaveLength(1);
  });
});

describe("a row that Vitess finds locked below a foreign key", () => {
  const locked = {
    kind: "say",
    matching: "delete from .instance",
    says: {
      message:
        "target: os2.-.primary: vttablet: rpc error: code = Unknown desc = Statement aborted because lock(s) could not be acquired immediately and NOWAIT is set. (errno 3572) (sqlstate HY000)",
    },
  } as const;

  it("is deleted once the lock is gone", async () => {
    const { owner, scope } = await signInWithInstance();
    await faults.strike("database", { ...locked, times: 2 });
    const deleted = await owner.post("/api/trpc/instance.delete", {
      ...scope,
      confirmName: "production",
    });
    expect(deleted.status).toBe(200);
    expect(await statements(/delete from .instance/)).toHaveLength(3);
  });

  it("is a conflict while the lock stays", async () => {
    const { owner, scope } = await signInWithInstance();
    await faults.strike("database", locked);
    const refused = await owner.post("/api/trpc/instance.delete", {
      ...scope,
      confirmName: "production",
    });
    expect(refused.status).toBe(409);
    await faults.mend("database");
    expect(await owner.api.instance.list.query(scope)).toHaveLength(1);
  });
});
