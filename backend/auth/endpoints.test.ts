import { describe, expect, it } from "vitest";
import { baseUrl, Browser, env, signIn, userOf } from "../../dev/testing/client.ts";
import { OTHER_USER, PAGE_USER_HEADER } from "../http/page-user.ts";
import { SERVICE_TOKEN_HEADER } from "./service-token-header.ts";

const UNUSED = [
  "ok",
  "error",
  "sign-up/email",
  "sign-in/email",
  "update-user",
  "update-session",
  "change-email",
  "change-password",
  "verify-password",
  "delete-user",
  "delete-user/callback",
  "request-password-reset",
  "reset-password",
  "reset-password/token",
  "verify-email",
  "send-verification-email",
  "link-social",
  "list-accounts",
  "unlink-account",
  "get-access-token",
  "refresh-token",
  "account-info",
  "callback/slack",
  "callback/slack-bot",
  "admin/impersonate-user",
  "admin/stop-impersonating",
  "admin/set-role",
  "admin/list-users",
  "admin/create-user",
  "admin/update-user",
  "admin/remove-user",
  "admin/has-permission",
  "get-session",
  "list-sessions",
  "revoke-session",
  "revoke-sessions",
  "revoke-other-sessions",
  "SIGN-OUT",
  "sign-out/../get-access-token",
  "%67et-access-token",
  "",
];

describe("auth endpoints", () => {
  it("are those that OS2 uses, and no other of Better Auth's", async () => {
    const browser = await signIn();
    const statuses = UNUSED.map(async (path) => {
      const url = `/api/auth/${path}`;
      return [path, (await browser.fetch(url)).status, (await browser.post(url, {})).status];
    });
    expect(await Promise.all(statuses)).toEqual(UNUSED.map((path) => [path, 404, 404]));
    await browser.api.user.me.query();
  });

  it("take one method each: a POST, or the GET by which a browser is led back", async () => {
    const browser = await signIn();
    const posted = ["callback/google", "integrations/callback/google"].map((path) =>
      browser.post(`/api/auth/${path}`, {}),
    );
    const read = ["sign-out", "sign-in/social", "integrations/link/google", "dev/login"].map(
      (path) => browser.fetch(`/api/auth/${path}`),
    );
    const head = browser.fetch("/api/auth/callback/google", { method: "HEAD" });
    const answers = await Promise.all([...posted, ...read, head]);
    expect(answers.map(({ url, status }) => [url, status])).toEqual(
      answers.map(({ url }) => [url, 404]),
    );
    await browser.api.user.me.query();
  });

  it.each(["sign-out", "integrations/link/google", "integrations/link/slack-bot", "dev/login"])(
    "%s is not for a page of another person, who has signed out meanwhile",
    async (path) => {
      const browser = await signIn();
      const { email } = await userOf(browser);
      const pageOfOther = { [PAGE_USER_HEADER]: "usr_somebody_else" };
      const response = await browser.post(`/api/auth/${path}`, {}, pageOfOther);
      expect(response.status).toBe(409);
      expect(await response.json()).toMatchObject({
        code: OTHER_USER,
        message: expect.stringContaining(`You are signed in as ${email}`),
      });
      await browser.api.user.me.query();
    },
  );

  it.each([
    "sign-in/social",
    "sign-out",
    "integrations/link/google",
    "integrations/link/slack-bot",
    "service-auth/session",
    "dev/login",
  ])("%s is not for another site's pages, with a session or without", async (path) => {
    const browser = await signIn();
    const dead = new Browser();
    dead.cookies.set("better-auth.session_token", "dead");
    const body = { provider: "google", callbackURL: "/", email: "x@example.com" };
    for (const caller of [browser, dead, new Browser()])
      for (const origin of ["https://evil.example", "null", `${baseUrl}.evil.example`]) {
        const headers = { origin, [SERVICE_TOKEN_HEADER]: env.SERVICE_AUTH_TOKEN };
        const response = await caller.post(`/api/auth/${path}`, body, headers);
        expect([origin, response.status]).toEqual([origin, 403]);
      }
    await browser.api.user.me.query();
  });

  it("take no cookie without an Origin, which every browser sends", async () => {
    const browser = await signIn();
    const post = (path: string, headers: Record<string, string>) =>
      fetch(`${baseUrl}/api/auth/${path}`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: "{}",
      });
    expect((await post("sign-out", { cookie: browser.cookieHeader() })).status).toBe(403);
    await browser.api.user.me.query();
  });

  it("know nobody by a cookie that the guard has not read", async () => {
    const victim = await signIn();
    const token = decodeURIComponent(victim.cookies.get("better-auth.session_token") ?? "");
    const name = "better-auth.session_token";
    for (const hidden of [
      `x=1;\t${name}="${token}X`,
      `x=1; ${name} ="${token}X`,
      `x=1;\u00a0${name}=${token}`,
      `x=1,${name}=${token}`,
      `x="1; ${name}=${token}X"`,
    ]) {
      const own = await signIn();
      for (const cookie of [hidden, `${own.cookieHeader()}; ${hidden}`]) {
        await new Browser().post("/api/auth/sign-out", {}, { cookie });
        expect([cookie, (await victim.fetch("/api/trpc/user.me")).status]).toEqual([cookie, 200]);
      }
    }
  });

  it.each([
    ["sign-in/social", { provider: "google" }],
    ["integrations/link/google", {}],
    ["integrations/link/slack-bot", { organizationSlug: "a", instanceSlug: "b" }],
  ])("%s ends on paths of this site alone", async (path, body) => {
    const browser = await signIn();
    for (const target of [
      "https://evil.example",
      "//evil.example",
      "/\\evil.example",
      "/%2f%2fevil.example",
      "/%5cevil.example",
      "/a/..//evil.example",
      "/\t/evil.example",
      "http://localhost:1/",
    ]) {
      const response = await browser.post(`/api/auth/${path}`, { ...body, callbackURL: target });
      expect([target, Math.floor(response.status / 100)]).toEqual([target, 4]);
    }
  });

  it.each(["errorCallbackURL", "newUserCallbackURL", "redirectTo"])(
    "no %s leads to another site",
    async (field) => {
      for (const target of ["https://evil.example", "/%2fevil.example", "/%5c/.."]) {
        const response = await new Browser().post("/api/auth/sign-in/social", {
          provider: "google",
          callbackURL: "/",
          [field]: target,
        });
        expect([target, Math.floor(response.status / 100)]).toEqual([target, 4]);
      }
    },
  );

  it.each([
    ["a token instead of Google's pages", { idToken: { token: "x" } }],
    ["more scopes", { scopes: ["https://mail.google.com/"] }],
    ["parameters of its own", { additionalParams: { prompt: "none" } }],
    ["data that would travel with the state", { additionalData: { link: {} } }],
  ])("a sign-in does not take %s", async (_name, extra) => {
    const response = await new Browser().post("/api/auth/sign-in/social", {
      provider: "google",
      callbackURL: "/",
      ...extra,
    });
    expect(response.status).toBe(400);
  });
});
