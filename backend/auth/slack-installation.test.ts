import { and, eq, like } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import {
  type Browser,
  signIn,
  signInWithInstance,
  uniqueEmail,
  userOf,
} from "../../dev/testing/client.ts";
import { database } from "../../dev/testing/database.ts";
import { allowInSlack, follow, isRevokedAtSlack, start } from "../../dev/testing/providers.ts";
import {
  account,
  instance,
  organizationUserMembership as membership,
  user,
  verification,
} from "../db/schema.ts";

const END = "/somewhere/connectors";
const CONNECTED = `${END}?connected=slack-bot`;

let teams = 0;
const newTeam = (name = "Globex") => ({
  id: `T${Date.now().toString(36)}${process.pid}${teams++}`.toUpperCase(),
  name,
});

type Scope = Awaited<ReturnType<typeof signInWithInstance>>["scope"];

const begin = (browser: Browser, scope: Scope) =>
  start(browser, "integrations/link/slack-bot", { ...scope, callbackURL: END });

async function install(browser: Browser, scope: Scope, team = newTeam(), extra = {}) {
  const { path, token } = await allowInSlack(await begin(browser, scope), { team, ...extra });
  return { end: await follow(browser, path), path, token, team };
}

const accountOf = (workspaceId: string) =>
  database.query.account.findFirst({
    where: and(eq(account.providerId, "slack-bot"), eq(account.accountId, workspaceId)),
  });

/** Makes somebody a member of a scope's organization. */
async function join(browser: Browser, owner: Browser, role: "admin" | "member") {
  const me = await owner.api.user.me.query();
  const organizationId = me.organizations[0]?.id ?? "";
  const userId = (await userOf(browser)).id;
  await database.insert(membership).values({ organizationId, userId, role });
  return { organizationId, userId };
}

describe("installing the Slack bot", () => {
  it("asks Slack for the bot's scopes and links the workspace to the instance", async () => {
    const { owner, scope } = await signInWithInstance();
    const page = await begin(owner, scope);
    expect(page.searchParams.get("scope")?.split(",")).toHaveLength(21);
    expect(page.searchParams.get("scope")).not.toContain("connect:write");
    const { end, team, token } = await install(owner, scope, newTeam("Initech"));
    expect(end).toBe(CONNECTED);
    expect(await owner.api.instance.slackConnections.query(scope)).toMatchObject([
      {
        workspaceId: team.id,
        workspace: "Initech",
        enterprise: false,
        disconnectedAt: null,
        connectedBy: { id: (await userOf(owner)).id },
      },
    ]);
    const stored = await accountOf(team.id);
    expect(stored?.accessToken).toBeTruthy();
    expect(JSON.stringify(stored)).not.toContain(token);
  });

  it("works on a whole enterprise, which has no team", async () => {
    const { owner, scope } = await signInWithInstance();
    const enterprise = { ...newTeam("Umbrella"), id: newTeam().id.replace(/^T/, "E") };
    const { path } = await allowInSlack(await begin(owner, scope), { team: null, enterprise });
    expect(await follow(owner, path)).toBe(CONNECTED);
    expect(await owner.api.instance.slackConnections.query(scope)).toMatchObject([
      { workspaceId: enterprise.id, workspace: "Umbrella", enterprise: true },
    ]);
  });

  it("keeps a second workspace beside the first, and one workspace for several organizations", async () => {
    const { owner, scope } = await signInWithInstance();
    const first = await install(owner, scope);
    const second = await install(owner, scope);
    const other = await signInWithInstance();
    expect((await install(other.owner, other.scope, first.team)).end).toBe(CONNECTED);

    const ids = (await owner.api.instance.slackConnections.query(scope)).map((c) => c.workspaceId);
    expect(ids).toEqual([first.team.id, second.team.id]);
    expect(await other.owner.api.instance.slackConnections.query(other.scope)).toHaveLength(1);
    expect((await accountOf(first.team.id))?.userId).toBe((await userOf(owner)).id);
  });

  it("tells both organizations when a workspace has a second one, once", async () => {
    const first = await signInWithInstance();
    const second = await signInWithInstance();
    const { team } = await install(first.owner, first.scope, newTeam("Initech"));
    const counts = async () =>
      Promise.all(
        [first, second].map(async ({ owner, scope }) =>
          (await owner.api.organization.slackConnections.query(scope)).map(
            ({ otherOrganizations }) => otherOrganizations,
          ),
        ),
      );
    const log = async ({ owner, scope }: typeof first, action: "connect" | "connectElsewhere") =>
      (await owner.api.organization.auditLog.query({ ...scope, action: `slack.${action}` })).items;
    expect(await counts()).toEqual([[0], []]);

    await install(second.owner, second.scope, team);
    // Again, and for a second instance of the same organization.
    await install(second.owner, second.scope, team);
    const staging = await second.owner.api.instance.create.mutate({
      ...second.scope,
      name: "staging",
    });
    await install(second.owner, { ...second.scope, instanceSlug: staging.slug }, team);

    expect(await counts()).toEqual([[1], [1, 1]]);
    expect(await log(first, "connectElsewhere")).toMatchObject([
      {
        target: team.id,
        actor: { id: (await userOf(second.owner)).id },
        metadata: { workspaceId: team.id, workspace: "Initech" },
      },
    ]);
    expect(await log(second, "connectElsewhere")).toEqual([]);
    expect(
      (await log(first, "connect")).map(({ metadata }) => metadata.otherOrganizations),
    ).toEqual([undefined]);
    expect(
      (await log(second, "connect")).map(({ metadata }) => metadata.otherOrganizations),
    ).toEqual([1, 1, 1]);

    const [connection] = await first.owner.api.organization.slackConnections.query(first.scope);
    await first.owner.api.instance.disconnectSlack.mutate({
      ...first.scope,
      accountId: connection?.accountId ?? "",
    });
    expect(await counts()).toEqual([[], [0, 0]]);
  });

  it("again brings a workspace back that Slack had disconnected, and makes no second link", async () => {
    const { owner, scope } = await signInWithInstance();
    const { team } = await install(owner, scope);
    await database
      .update(account)
      .set({ disconnectedAt: new Date().toISOString() })
      .where(eq(account.accountId, team.id));
    await install(owner, scope, { ...team, name: "Renamed" });
    expect(await owner.api.instance.slackConnections.query(scope)).toMatchObject([
      { workspace: "Renamed", disconnectedAt: null },
    ]);
  });

  it.each([
    ["was cancelled", "error=access_denied", "access_denied"],
    ["says something odd", "error=%3Cscript%3E", "provider_error"],
    ["says nothing", "", "no_code"],
  ])("comes back with the reason when Slack %s", async (_name, query, error) => {
    const { owner, scope } = await signInWithInstance();
    const state = (await begin(owner, scope)).searchParams.get("state");
    const path = `/api/auth/integrations/callback/slack-bot?state=${state}&${query}`;
    expect(await follow(owner, path)).toBe(`${END}?error=${error}`);
    expect(await owner.api.instance.slackConnections.query(scope)).toEqual([]);
  });

  it("comes back with the reason when Slack refuses the code", async () => {
    const { owner, scope } = await signInWithInstance();
    const { end } = await install(owner, scope, newTeam(), { error: "invalid_code" });
    expect(end).toBe(`${END}?error=invalid_code`);
  });

  it("uses its state once, however often the callback is opened", async () => {
    const { owner, scope } = await signInWithInstance();
    const team = newTeam();
    const page = await begin(owner, scope);
    const allowed = await Promise.all([1, 2, 3, 4, 5].map(() => allowInSlack(page, { team })));
    const ends = await Promise.all(allowed.map(({ path }) => follow(owner, path)));
    // Whichever answer the browser shows says how it ended.
    expect(ends).toEqual(allowed.map(() => CONNECTED));
    expect(await follow(owner, allowed[0]?.path ?? "")).toBe(CONNECTED);
    const { items } = await owner.api.organization.auditLog.query({
      ...scope,
      action: "slack.connect",
    });
    expect(items).toHaveLength(1);
  });

  it("can run twice at once in one browser", async () => {
    const { owner, scope } = await signInWithInstance();
    const ends = await Promise.all([install(owner, scope), install(owner, scope)]);
    expect(ends.map(({ end }) => end)).toEqual([CONNECTED, CONNECTED]);
    expect(await owner.api.instance.slackConnections.query(scope)).toHaveLength(2);
  });

  it("ends in the browser and with the person that started it", async () => {
    const { owner, scope } = await signInWithInstance();
    const { path } = await allowInSlack(await begin(owner, scope), { team: newTeam() });
    const { email } = await userOf(owner);
    const mismatch = `${END}?error=state_mismatch`;
    expect(await follow(await signIn(email), path)).toBe(mismatch);
    expect(await follow(await signIn(), path)).toBe(mismatch);
    expect(await owner.api.instance.slackConnections.query(scope)).toEqual([]);
    // None of it used the state up.
    expect(await follow(owner, path)).toBe(CONNECTED);
  });

  it("is over after ten minutes, and unknown to any other flow", async () => {
    const { owner, scope } = await signInWithInstance();
    const page = await begin(owner, scope);
    const state = page.searchParams.get("state") ?? "";
    const [row] = await database
      .select()
      .from(verification)
      .where(like(verification.identifier, `%${state}`));
    const lifetime = (row?.expiresAt.getTime() ?? 0) - Date.now();
    expect(lifetime).toBeGreaterThan(9 * 60_000);
    expect(lifetime).toBeLessThanOrEqual(10 * 60_000);

    for (const path of ["integrations/callback/google", "callback/google"])
      expect(await follow(owner, `/api/auth/${path}?state=${state}&code=x`)).toContain(
        "error=state_mismatch",
      );
    await database
      .update(verification)
      .set({ expiresAt: new Date(Date.now() - 1000) })
      .where(like(verification.identifier, `%${state}`));
    const { path } = await allowInSlack(page, { team: newTeam() });
    expect(await follow(owner, path)).toBe(`${END}?error=state_mismatch`);
  });

  it("is for owners and admins, when it starts and when it ends", async () => {
    const { owner, scope } = await signInWithInstance();
    const body = { ...scope, callbackURL: END };
    const url = "/api/auth/integrations/link/slack-bot";
    const stranger = await signIn();
    expect((await stranger.post(url, body)).status).toBe(404);
    const { organizationId, userId } = await join(stranger, owner, "member");
    expect((await stranger.post(url, body)).status).toBe(403);

    const own = and(eq(membership.userId, userId), eq(membership.organizationId, organizationId));
    await database.update(membership).set({ role: "admin" }).where(own);
    const { path } = await allowInSlack(await begin(stranger, scope), { team: newTeam() });
    await database.update(membership).set({ role: "member" }).where(own);
    expect(await follow(stranger, path)).toBe(`${END}?error=forbidden`);
    const second = await allowInSlack(await begin(owner, scope), { team: newTeam() });
    await owner.api.instance.delete.mutate({ ...scope, confirmName: "production" });
    expect(await follow(owner, second.path)).toBe(`${END}?error=not_found`);
  });

  it("is not for somebody who is signed out", async () => {
    const { owner, scope } = await signInWithInstance();
    const { path } = await allowInSlack(await begin(owner, scope), { team: newTeam() });
    await owner.post("/api/auth/sign-out", {});
    expect(await follow(owner, path)).toBe(`${END}?error=state_mismatch`);
    expect(
      (await owner.post("/api/auth/integrations/link/slack-bot", { ...scope, callbackURL: END }))
        .status,
    ).toBe(401);
  });
});

describe("disconnecting Slack", () => {
  async function connection(browser: Browser, scope: Scope) {
    const [found] = await browser.api.instance.slackConnections.query(scope);
    return { ...scope, accountId: found?.accountId ?? "" };
  }

  it("revokes the workspace's token with its last link, not before", async () => {
    const one = await signInWithInstance();
    const { team, token } = await install(one.owner, one.scope);
    const two = await signInWithInstance();
    const again = await install(two.owner, two.scope, team);

    await one.owner.api.instance.disconnectSlack.mutate(await connection(one.owner, one.scope));
    expect(await one.owner.api.instance.slackConnections.query(one.scope)).toEqual([]);
    expect(await isRevokedAtSlack(again.token)).toBe(false);
    await two.owner.api.instance.disconnectSlack.mutate(await connection(two.owner, two.scope));
    expect(await isRevokedAtSlack(again.token)).toBe(true);
    expect(await accountOf(team.id)).toBeUndefined();
    expect(await isRevokedAtSlack(token)).toBe(false);
  });

  it("revokes once when the last two links go at the same moment", async () => {
    const { owner, scope } = await signInWithInstance();
    const { slug: instanceSlug } = await owner.api.instance.create.mutate({
      ...scope,
      name: "two",
    });
    const second = { ...scope, instanceSlug };
    const { team } = await install(owner, scope);
    const { token } = await install(owner, second, team);
    await Promise.all(
      [await connection(owner, scope), await connection(owner, second)].map((input) =>
        owner.api.instance.disconnectSlack.mutate(input),
      ),
    );
    expect(await isRevokedAtSlack(token)).toBe(true);
    expect(await accountOf(team.id)).toBeUndefined();
  });

  it("changes nothing when Slack can't be asked, and says so", async () => {
    const { owner, scope } = await signInWithInstance();
    const { team } = await install(owner, scope, newTeam(), { revokeError: "unavailable" });
    await expect(
      owner.api.instance.disconnectSlack.mutate(await connection(owner, scope)),
    ).rejects.toMatchObject({ data: { code: "SERVICE_UNAVAILABLE" } });
    expect(await owner.api.instance.slackConnections.query(scope)).toHaveLength(1);
    expect(await accountOf(team.id)).toBeDefined();
  });

  it("goes through when Slack has revoked the token already", async () => {
    const { owner, scope } = await signInWithInstance();
    const { team } = await install(owner, scope, newTeam(), { revokeError: "account_inactive" });
    await owner.api.instance.disconnectSlack.mutate(await connection(owner, scope));
    expect(await accountOf(team.id)).toBeUndefined();
  });

  it("is not for members, nor for anybody through another instance", async () => {
    const { owner, scope } = await signInWithInstance();
    await install(owner, scope);
    const input = await connection(owner, scope);
    const member = await signIn();
    await join(member, owner, "member");
    await expect(member.api.instance.disconnectSlack.mutate(input)).rejects.toMatchObject({
      data: { code: "FORBIDDEN" },
    });
    expect(await member.api.instance.slackConnections.query(scope)).toHaveLength(1);
    const other = await signInWithInstance();
    await expect(
      other.owner.api.instance.disconnectSlack.mutate({
        ...other.scope,
        accountId: input.accountId,
      }),
    ).rejects.toMatchObject({ data: { code: "NOT_FOUND" } });
    expect(await owner.api.instance.slackConnections.query(scope)).toHaveLength(1);
  });
});

describe("deleting one's account", () => {
  it("asks for the email, signs out everywhere, and takes what is one's alone along", async () => {
    const { owner, scope } = await signInWithInstance();
    const { token, team } = await install(owner, scope);
    // No instance is linked to the workspace any more, and no other user could own it.
    await database
      .delete(instance)
      .where(eq(instance.id, (await owner.api.instance.get.query(scope)).id));
    await owner.api.organization.delete.mutate({ ...scope, confirmName: "Acme" });
    const { email, id } = await userOf(owner);
    await expect(
      owner.api.user.deleteAccount.mutate({ confirmEmail: uniqueEmail() }),
    ).rejects.toMatchObject({ data: { fieldErrors: { confirmEmail: expect.any(String) } } });

    const elsewhere = await signIn(email);
    await owner.api.user.deleteAccount.mutate({ confirmEmail: ` ${email.toUpperCase()} ` });
    expect([...owner.cookies.keys()]).toEqual([]);
    await expect(elsewhere.api.user.me.query()).rejects.toMatchObject({
      data: { code: "UNAUTHORIZED" },
    });
    expect(await database.query.user.findFirst({ where: eq(user.id, id) })).toBeUndefined();
    expect(await accountOf(team.id)).toBeUndefined();
    expect(await isRevokedAtSlack(token)).toBe(true);
  });

  it("is refused to the only owner of organizations, and names each with what is in it", async () => {
    const { owner, scope } = await signInWithInstance();
    await owner.api.machine.create.mutate({ ...scope, name: "worker-1", type: "daytona" });
    const admin = await signIn();
    const { userId } = await join(admin, owner, "admin");
    const { slug } = await owner.api.organization.create.mutate({ name: "Alone" });
    const confirmEmail = (await userOf(owner)).email;
    const remove = () => owner.api.user.deleteAccount.mutate({ confirmEmail });
    expect(await owner.api.user.ownedAlone.query()).toMatchObject([
      { name: "Acme", slug: scope.organizationSlug, members: 2, instances: 1, machines: 1 },
      { name: "Alone", slug, members: 1, instances: 0, machines: 0 },
    ]);
    await expect(remove()).rejects.toMatchObject({
      data: { code: "CONFLICT" },
      message: expect.stringContaining(
        "“Acme” (members: 2, instances: 1, machines: 1), “Alone” (members: 1, instances: 0, machines: 0)",
      ),
    });
    expect(await userOf(owner)).toMatchObject({ email: confirmEmail });

    await owner.api.organization.delete.mutate({ organizationSlug: slug, confirmName: "Alone" });
    await database.update(membership).set({ role: "owner" }).where(eq(membership.userId, userId));
    expect(await owner.api.user.ownedAlone.query()).toEqual([]);
    await remove();
    expect(await admin.api.organization.get.query(scope)).toMatchObject({ role: "owner" });
  });

  it("leaves the Slack workspace they installed connected, with another owner", async () => {
    const { owner, scope } = await signInWithInstance();
    const { team, token } = await install(owner, scope);
    const heir = await signIn();
    const { userId } = await join(heir, owner, "admin");
    await database.update(membership).set({ role: "owner" }).where(eq(membership.userId, userId));
    await owner.api.user.deleteAccount.mutate({ confirmEmail: (await userOf(owner)).email });
    expect(await heir.api.instance.slackConnections.query(scope)).toMatchObject([
      { workspaceId: team.id, connectedBy: null },
    ]);
    expect((await accountOf(team.id))?.userId).toBe(userId);
    expect(await isRevokedAtSlack(token)).toBe(false);
  });
});
