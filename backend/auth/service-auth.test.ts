import { and, desc, eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { Browser, env, service, signIn, uniqueEmail, userOf } from "../../dev/testing/client.ts";
import { database } from "../../dev/testing/database.ts";
import { auditLog, session, user } from "../db/schema.ts";

const answerSchema = z.object({ session: z.object({ expiresAt: z.iso.datetime() }) });

const PATH = "/api/auth/service-auth/session";
const token = { "x-service-auth-token": env.SERVICE_AUTH_TOKEN };
const HOUR_MS = 60 * 60 * 1000;

const newUser = async () =>
  (await service.testing.createUser.mutate({ email: uniqueEmail() })).email;

describe("service auth", () => {
  it("gives a session of one hour as the user of an email", async () => {
    const email = await newUser();
    const browser = new Browser();
    const response = await browser.post(PATH, { email }, token);
    expect(response.status).toBe(200);
    const { session } = answerSchema.parse(await response.json());
    const left = Date.parse(session.expiresAt) - Date.now();
    expect(left).toBeGreaterThan(HOUR_MS - 60_000);
    expect(left).toBeLessThanOrEqual(HOUR_MS);
    expect(await userOf(browser)).toMatchObject({ email });
  });

  it("gives a session that can't be stretched", async () => {
    const email = await newUser();
    const browser = new Browser();
    await browser.post(PATH, { email }, token);
    const { id: userId } = await userOf(browser);
    const find = () =>
      database.query.session.findFirst({
        where: and(eq(session.userId, userId)),
        orderBy: desc(session.id),
      });
    const before = await find();
    // What keeps Better Auth from renewing it is a cookie, and so the browser's to drop.
    browser.cookies.delete("better-auth.dont_remember");
    browser.cookies.delete("better-auth.session_data");
    await browser.fetch("/api/trpc/user.me");
    await browser.fetch("/new-organization");
    expect((await find())?.expiresAt).toEqual(before?.expiresAt);
  });

  it("gives a session that is no recent sign-in, is listed as a service's and written down", async () => {
    const email = await newUser();
    const browser = new Browser();
    await browser.post(PATH, { email }, token);
    const { id: target } = await userOf(browser);
    await expect(
      browser.api.user.deleteAccount.mutate({ confirmEmail: email }),
    ).rejects.toMatchObject({ data: { code: "FORBIDDEN", reason: "SIGN_IN_AGAIN" } });
    const listed = await browser.api.user.sessions.query();
    expect(listed).toMatchObject([{ service: true, isCurrent: true }]);
    expect(await (await signIn(email)).api.user.sessions.query()).toMatchObject([
      { service: false },
      { service: true },
    ]);
    const log = await database.query.auditLog.findMany({ where: eq(auditLog.target, target) });
    expect(log).toMatchObject([
      {
        action: "session.createByService",
        actorId: null,
        metadata: { sessionId: listed[0]?.id },
      },
    ]);
  });

  it("does not sign in a user whose address is not verified", async () => {
    const email = await newUser();
    await database.update(user).set({ emailVerified: false }).where(eq(user.email, email));
    expect((await new Browser().post(PATH, { email }, token)).status).toBe(403);
  });

  it.each([
    ["no token", {}],
    ["an empty token", { "x-service-auth-token": "" }],
    ["the beginning of the token", { "x-service-auth-token": env.SERVICE_AUTH_TOKEN.slice(0, -1) }],
    ["a longer token", { "x-service-auth-token": `${env.SERVICE_AUTH_TOKEN}x` }],
    ["the token where others are sent", { authorization: `Bearer ${env.SERVICE_AUTH_TOKEN}` }],
  ])("refuses %s", async (_name, headers) => {
    const browser = new Browser();
    const response = await browser.post(PATH, { email: await newUser() }, headers);
    expect(response.status).toBe(401);
    expect([...browser.cookies.keys()]).toEqual([]);
  });

  it("answers 404 for an email nobody has, and makes no user of it", async () => {
    const email = uniqueEmail("nobody");
    expect((await new Browser().post(PATH, { email }, token)).status).toBe(404);
    expect(await database.query.user.findFirst({ where: eq(user.email, email) })).toBeUndefined();
  });

  it("does not sign in a banned user", async () => {
    const email = await newUser();
    await database.update(user).set({ banned: true }).where(eq(user.email, email));
    expect((await new Browser().post(PATH, { email }, token)).status).toBe(403);
  });
});

describe("testing router", () => {
  it("makes users with a role, for the service token alone", async () => {
    const email = uniqueEmail("made");
    const made = await service.testing.createUser.mutate({ email, name: "Made", role: "admin" });
    expect(made).toMatchObject({ email, name: "Made", role: "admin" });
    expect(made.id).toMatch(/^usr_/);
    const again = await service.testing.createUser.mutate({ email, name: "Again" });
    expect(again).toMatchObject({ id: made.id, name: "Again", role: "user" });

    const response = await (await signIn()).post("/api/trpc/testing.createUser", { email });
    expect(response.status).toBe(401);
    expect((await new Browser().post("/api/trpc/testing.reset", {})).status).toBe(401);
  });
});
