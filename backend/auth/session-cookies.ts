import { parse, parseSigned, serialize, serializeSigned } from "hono/utils/cookie";
import { env } from "../env.ts";
import { SESSION_S } from "./session-lifetime.ts";
import {
  ADMIN_SESSION,
  COOKIE_PREFIX,
  NOT_REMEMBERED,
  readSessionToken,
  SESSION,
  SESSION_COPY,
} from "./session-token.ts";

// Better Auth's own cookies, for sessions that begin and end without it: acting as somebody, and the end
// of an account. Its endpoints would look everything up again that the call has been authorized with.

const ATTRIBUTES = {
  path: "/",
  httpOnly: true,
  sameSite: "Lax",
  secure: COOKIE_PREFIX.startsWith("__Secure-"),
} as const;

const sign = (name: string, value: string, maxAge?: number) =>
  serializeSigned(name, value, env.BETTER_AUTH_SECRET, {
    ...ATTRIBUTES,
    ...(maxAge !== undefined && { maxAge }),
  });

const expire = (name: string) => serialize(name, "", { ...ATTRIBUTES, maxAge: 0 });

async function read(headers: Headers, name: string): Promise<string | undefined> {
  const cookies = await parseSigned(headers.get("cookie") ?? "", env.BETTER_AUTH_SECRET, name);
  return cookies[name] || undefined;
}

/** A copy of the session that is left would otherwise be taken for one of the session that is entered. */
const expireCopies = (headers: Headers) =>
  Object.keys(parse(headers.get("cookie") ?? ""))
    .filter((name) => name.startsWith(SESSION_COPY))
    .map(expire);

interface Entered {
  token: string;
  /** Whether the browser keeps it when it is closed. */
  remembered: boolean;
}

const enter = async (headers: Headers, { token, remembered }: Entered) => [
  ...expireCopies(headers),
  await sign(SESSION, token, remembered ? SESSION_S : undefined),
  remembered ? expire(NOT_REMEMBERED) : await sign(NOT_REMEMBERED, "true"),
];

/** The cookies that put a browser into an impersonation, and keep the session it was in. */
export async function cookiesIntoImpersonation(headers: Headers, token: string) {
  const own = (await readSessionToken(headers)) ?? "";
  const kept = `${own}:${(await read(headers, NOT_REMEMBERED)) ?? ""}`;
  return [...(await enter(headers, { token, remembered: false })), await sign(ADMIN_SESSION, kept)];
}

/** The session that an impersonation was begun in, as far as the browser still has it. */
export async function readAdminSession(headers: Headers): Promise<Entered | undefined> {
  const [token, notRemembered] = (await read(headers, ADMIN_SESSION))?.split(":") ?? [];
  return token ? { token, remembered: !notRemembered } : undefined;
}

/** The cookies that put a browser back into the session of `readAdminSession`. */
export const cookiesOutOfImpersonation = async (headers: Headers, session: Entered) => [
  ...(await enter(headers, session)),
  expire(ADMIN_SESSION),
];

/** The cookies that leave nothing of any session in a browser. */
export const cookiesOfNobody = (headers: Headers) => [
  ...expireCopies(headers),
  ...[SESSION, NOT_REMEMBERED, ADMIN_SESSION].map(expire),
];
