import { describe, expect, it } from "vitest";
import {
  Browser,
  signIn,
  signInAsAdmin,
  signInWithInstance,
  userOf,
} from "../../dev/testing/client.ts";
import { LiveSocket, textOf, upgradeStatus } from "../../dev/testing/live-socket.ts";
import { inviteInto } from "../../dev/testing/team.ts";

/** An owner with an instance, and the ids that a socket is opened with. */
async function organizationOf() {
  const { owner, scope } = await signInWithInstance();
  const { id } = await owner.api.organization.get.query(scope);
  const instance = await owner.api.instance.get.query(scope);
  return { owner, scope, organizationId: id, instanceId: instance.id };
}

const membershipOf = async (member: Browser) =>
  (await member.api.user.me.query()).organizations[0]?.membershipId ?? "none";

const newMachine = { name: "worker-1", type: "daytona" } as const;
const machinesOf = (instanceId: string) => ({
  type: "INVALIDATE",
  paths: ["machine.list"],
  instanceId,
});

describe("opening a socket", () => {
  it("is for members alone, from this site's pages alone", async () => {
    const { owner, organizationId, instanceId } = await organizationOf();
    const other = await organizationOf();
    const browser = owner;
    const as = (options: Parameters<typeof upgradeStatus>[1], organization = organizationId) =>
      upgradeStatus(organization, options);

    expect(await as({ browser })).toBe(101);
    expect(await as({ browser, query: { instanceId } })).toBe(101);

    expect(await as({ browser: new Browser() })).toBe(401);
    expect(await as({ headers: { cookie: "better-auth.session_token=forged.signature" } })).toBe(
      401,
    );
    expect(await as({ browser, headers: { origin: "https://evil.example" } })).toBe(403);
    expect(await as({ browser, headers: { origin: "null" } })).toBe(403);
    expect(await as({ browser: await signIn() })).toBe(404);
    expect(await as({ browser: other.owner })).toBe(404);
    expect(await as({ browser }, "org_00000000000000000000000000")).toBe(404);
    expect(await as({ browser, query: { instanceId: other.instanceId } })).toBe(404);
    expect(await as({ browser, query: { instanceId: "x".repeat(100) } })).toBe(400);
    expect(await as({ browser, query: { renderedAt: "yesterday" } })).toBe(400);
    expect((await owner.fetch(`/api/ws/${organizationId}`)).status).toBe(426);
  });

  it("is refused with the cookie of a session that has ended", async () => {
    const { owner, organizationId } = await organizationOf();
    const cookie = owner.cookieHeader();
    await owner.post("/api/auth/sign-out", {});
    expect(await upgradeStatus(organizationId, { headers: { cookie } })).toBe(401);
  });
});

describe("a mutation", () => {
  it("is heard by everybody who has the organization open, with the tab that made it", async () => {
    const { owner, scope, organizationId, instanceId } = await organizationOf();
    using first = await LiveSocket.open(organizationId, { browser: owner });
    using second = await LiveSocket.open(organizationId, { browser: owner });

    await owner.post(
      "/api/trpc/machine.create",
      { ...scope, ...newMachine },
      { "x-tab-id": "tab-1" },
    );
    const message = { ...machinesOf(instanceId), tabId: "tab-1" };
    expect(await first.heard(1)).toEqual([message]);
    expect(await second.heard(1)).toEqual([message]);
  });

  it("is not heard in another organization, when it fails, or when it only reads", async () => {
    const one = await organizationOf();
    const other = await organizationOf();
    using socket = await LiveSocket.open(one.organizationId, { browser: one.owner });

    await other.owner.api.machine.create.mutate({ ...other.scope, ...newMachine });
    await expect(
      one.owner.api.machine.archive.mutate({ ...one.scope, machineId: "mach_none" }),
    ).rejects.toThrow();
    await one.owner.api.machine.list.query(one.scope);
    await one.owner.api.instance.create.mutate({ ...one.scope, name: "second" });

    expect(await socket.heard(1)).toEqual([
      {
        type: "INVALIDATE",
        paths: ["user.me", "instance.list", "instance.get", "organization.auditLog"],
      },
    ]);
  });

  it("is told with no tab when the header that names it is odd", async () => {
    const { owner, scope, organizationId, instanceId } = await organizationOf();
    using socket = await LiveSocket.open(organizationId, { browser: owner });
    const odd = { "x-tab-id": "<script>" };
    await owner.post("/api/trpc/machine.create", { ...scope, ...newMachine }, odd);
    expect(await socket.heard(1)).toEqual([machinesOf(instanceId)]);
  });

  it("of another instance does not reach a socket that is for one", async () => {
    const { owner, scope, organizationId, instanceId } = await organizationOf();
    const second = await owner.api.instance.create.mutate({ ...scope, name: "second" });
    using socket = await LiveSocket.open(organizationId, { browser: owner, query: { instanceId } });
    await owner.api.machine.create.mutate({ ...scope, instanceSlug: second.slug, ...newMachine });
    await owner.api.machine.create.mutate({ ...scope, ...newMachine });
    expect(await socket.heard(1)).toEqual([machinesOf(instanceId)]);
  });

  it("of just before is heard by a page that was rendered before it", async () => {
    const { owner, scope, organizationId, instanceId } = await organizationOf();
    const renderedAt = String(Date.now());
    using witness = await LiveSocket.open(organizationId, { browser: owner });
    await owner.api.machine.create.mutate({ ...scope, ...newMachine });
    await witness.heard(1);
    using page = await LiveSocket.open(organizationId, {
      browser: owner,
      query: { renderedAt },
    });
    expect(await page.heard(1)).toEqual([machinesOf(instanceId)]);
  });
});

describe("the sockets of a session", () => {
  it("are closed when it ends, and those of the user's other sessions stay", async () => {
    const { owner, scope, organizationId, instanceId } = await organizationOf();
    const { user } = await owner.api.user.me.query();
    const elsewhere = await signIn(user.email);
    using socket = await LiveSocket.open(organizationId, { browser: owner });
    using other = await LiveSocket.open(organizationId, { browser: elsewhere });

    expect((await owner.post("/api/auth/sign-out", {})).status).toBe(200);
    expect(await socket.closed).toBe(4401);
    await elsewhere.api.machine.create.mutate({ ...scope, ...newMachine });
    expect(await other.heard(1)).toEqual([machinesOf(instanceId)]);
  });
});

describe("a socket that its browser closes", () => {
  it("is closed by the server as well, which would otherwise keep it for ten seconds", async () => {
    const { owner, organizationId } = await organizationOf();
    const options = { browser: owner, closeTimeout: 30_000 };
    const live = await LiveSocket.open(organizationId, options);
    live.socket.close(1000);
    // 1005: answered, without a code. 1006: the connection ended unanswered.
    expect(await live.closed).toBe(1005);
  });
});

describe("somebody who may no longer listen", () => {
  interface Cast {
    owner: Browser;
    organizationSlug: string;
    member: Browser;
    userId: string;
    membershipId: string;
  }

  it.each<[string, 4401 | 4403, (cast: Cast) => Promise<unknown>]>([
    [
      "is banned",
      4401,
      async ({ userId }) =>
        (await signInAsAdmin()).api.admin.ban.mutate({ userId, reason: "Spam" }),
    ],
    [
      "is signed out from another browser",
      4401,
      async ({ member }) =>
        (await signIn((await userOf(member)).email)).api.user.revokeOtherSessions.mutate(),
    ],
    [
      "is signed out by a platform admin",
      4401,
      async ({ userId }) => (await signInAsAdmin()).api.admin.revokeSessions.mutate({ userId }),
    ],
    [
      "deletes their account",
      4401,
      async ({ member }) =>
        member.api.user.deleteAccount.mutate({ confirmEmail: (await userOf(member)).email }),
    ],
    [
      "is removed",
      4403,
      ({ owner, organizationSlug, membershipId }) =>
        owner.api.organization.removeMember.mutate({ organizationSlug, membershipId }),
    ],
    [
      "leaves",
      4403,
      ({ member, organizationSlug }) => member.api.organization.leave.mutate({ organizationSlug }),
    ],
  ])("because they %s is shown out with %i, and the others hear on", async (_, code, end) => {
    const { owner, scope, organizationId, instanceId } = await organizationOf();
    const member = await inviteInto(owner, scope, "member");
    const { id: userId } = await userOf(member);
    const membershipId = await membershipOf(member);
    using theirs = await LiveSocket.open(organizationId, { browser: member });
    using owners = await LiveSocket.open(organizationId, { browser: owner });

    const { organizationSlug } = scope;
    await end({ owner, organizationSlug, member, userId, membershipId });
    expect(await theirs.closed).toBe(code);
    await owner.api.machine.create.mutate({ ...scope, ...newMachine });
    await expect.poll(() => owners.messages).toContainEqual(machinesOf(instanceId));
  });

  it("because the organization is gone is shown out, whoever they are", async () => {
    const { owner, scope, organizationId } = await organizationOf();
    const member = await inviteInto(owner, scope, "member");
    using theirs = await LiveSocket.open(organizationId, { browser: member });
    using owners = await LiveSocket.open(organizationId, { browser: owner });
    const { organizationSlug } = scope;
    await owner.api.organization.delete.mutate({ organizationSlug, confirmName: "Acme" });
    expect(await Promise.all([theirs.closed, owners.closed])).toEqual([4403, 4403]);
  });
});

describe("those who have the organization open", () => {
  it("hear of its team and of what is deleted", async () => {
    const { owner, scope, organizationId } = await organizationOf();
    using socket = await LiveSocket.open(organizationId, { browser: owner });
    const heard = async (count: number) => (await socket.heard(count)).at(-1)?.paths;

    const member = await inviteInto(owner, scope, "member");
    expect(await heard(2)).toContain("organization.members");
    const membershipId = await membershipOf(member);
    await owner.api.organization.setMemberRole.mutate({ ...scope, membershipId, role: "admin" });
    expect(await heard(3)).toContain("organization.members");
    await owner.api.instance.delete.mutate({ ...scope, confirmName: "production" });
    expect(await heard(4)).toContain("instance.list");
    await member.api.user.updateProfile.mutate({ name: "Grace Hopper" });
    expect(await heard(5)).toContain("organization.members");
    await member.api.user.deleteAccount.mutate({ confirmEmail: (await userOf(member)).email });
    expect(await heard(6)).toContain("organization.members");
  });
});

describe("a client that misbehaves", () => {
  it("is closed, and the others hear on", async () => {
    const { owner, scope, organizationId, instanceId } = await organizationOf();
    const open = () => LiveSocket.open(organizationId, { browser: owner });
    using nonsense = await open();
    using flood = await open();
    using deaf = await open();
    using good = await open();

    deaf.socket.pause();
    nonsense.socket.send(JSON.stringify({ type: "INVALIDATE", paths: ["machine.list"] }));
    for (let i = 0; i < 1000; i++) flood.socket.send("x".repeat(1000));
    expect(await nonsense.closed).toBe(1008);
    expect(await flood.closed).toBe(1008);

    await owner.api.machine.create.mutate({ ...scope, ...newMachine });
    expect(await good.heard(1)).toEqual([machinesOf(instanceId)]);
  });

  it("can't have its messages compressed, which costs more than they are long", async () => {
    const { owner, organizationId } = await organizationOf();
    using live = await LiveSocket.open(organizationId, { browser: owner });
    expect(live.socket.extensions).toBe("");
  });

  it("gets a pong for each ping", async () => {
    const { owner, organizationId } = await organizationOf();
    using live = await LiveSocket.open(organizationId, { browser: owner });
    const pong = new Promise((resolve) => {
      live.socket.once("message", (data) => resolve(textOf(data)));
    });
    live.socket.send("ping");
    expect(await pong).toBe("pong");
  });

  it("keeps at most 20 sockets open", async () => {
    const { owner, organizationId } = await organizationOf();
    const sockets: LiveSocket[] = [];
    for (let i = 0; i < 21; i++)
      sockets.push(await LiveSocket.open(organizationId, { browser: owner }));
    const [first, ...others] = sockets;
    expect(await first?.closed).toBe(4429);
    expect(others.every(({ socket }) => socket.readyState === socket.OPEN)).toBe(true);
    for (const { socket } of sockets) socket.terminate();
  });
});
