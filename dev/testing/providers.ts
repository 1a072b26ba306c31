import { and, eq, inArray } from "drizzle-orm";
import { z } from "zod";
import { account } from "../../backend/db/schema.ts";
import { type SlackGrant, slackGrantAnswer } from "../slack-stand-in.ts";
import { baseUrl, Browser, stack } from "./client.ts";

// What a person does on Google's and Slack's own pages, over HTTP.

const started = z.object({ url: z.url() });
const google = `http://localhost:${stack.ports.google}`;
const slack = `http://localhost:${stack.ports.slack}`;

/** Starts a round trip. @returns the provider's page that the browser is sent to. */
export async function start(browser: Browser, path: string, body: object): Promise<URL> {
  const response = await browser.post(`/api/auth/${path}`, body);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return new URL(started.parse(await response.json()).url);
}

/** Chooses an account on Google's page. @returns where Google sends the browser: our callback's path. */
export async function chooseGoogleAccount(page: URL, email: string): Promise<string> {
  const params = new URLSearchParams(page.search);
  params.set("email", email);
  const response = await fetch(`${google}/o/oauth2/v2/auth/callback`, {
    method: "POST",
    body: params,
    redirect: "manual",
  });
  const callback = new URL(response.headers.get("location") ?? "");
  return callback.pathname + callback.search;
}

/** Allows the installation on Slack's page. @returns our callback's path, and the token Slack will give. */
export async function allowInSlack(page: URL, grant: SlackGrant) {
  const response = await fetch(`${slack}/stand-in/grants`, {
    method: "POST",
    body: JSON.stringify(grant),
  });
  const { code, token } = slackGrantAnswer.parse(await response.json());
  const callback = new URL(page.searchParams.get("redirect_uri") ?? "");
  const state = page.searchParams.get("state") ?? "";
  return { path: `${callback.pathname}?${new URLSearchParams({ code, state })}`, token };
}

/** From now on Slack gives this reason for not revoking the token; undefined: it revokes it. */
export async function setRevokeError(token: string, revokeError: string | undefined) {
  await fetch(`${slack}/stand-in/revoke-error`, {
    method: "POST",
    body: JSON.stringify({ token, revokeError }),
  });
}

export async function isRevokedAtSlack(token: string): Promise<boolean> {
  const response = await fetch(`${slack}/stand-in/revoked?${new URLSearchParams({ token })}`);
  return z.object({ revoked: z.boolean() }).parse(await response.json()).revoked;
}

/** Whether Google still gives a new access token for a refresh token. */
export async function worksAtGoogle(refreshToken: string, client: { id: string; secret: string }) {
  const response = await fetch(`${google}/oauth2/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "refresh_token",
      refresh_token: refreshToken,
      client_id: client.id,
      client_secret: client.secret,
    }),
  });
  await response.text();
  return response.ok;
}

/** Follows a callback. @returns the path on this site that the browser ends on. */
export async function follow(browser: Browser, path: string): Promise<string> {
  const response = await browser.fetch(path);
  const location = response.headers.get("location");
  if (!location) throw new Error(`${path} answered ${response.status} without a redirect.`);
  const url = new URL(location, baseUrl);
  if (url.origin !== baseUrl) throw new Error(`Sent to another site: ${location}`);
  return url.pathname + url.search;
}

/** The rows of a Google account, by the index: a delete by the address alone would lock the whole table. */
export const isAccountOf = (email: string) =>
  and(
    inArray(account.providerId, ["google", "google-gmail"]),
    eq(account.accountId, `emulated:${email}`),
  );

export const beginSignIn = (browser: Browser) =>
  start(browser, "sign-in/social", { provider: "google", callbackURL: "/new-organization" });

/** Signs in as a Google account in a new browser. @returns it, and the path that it ends on. */
export async function signInWithGoogle(email: string) {
  const browser = new Browser();
  const end = await follow(browser, await chooseGoogleAccount(await beginSignIn(browser), email));
  return { browser, end };
}
