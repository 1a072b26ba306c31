import { createHmac } from "node:crypto";
import fc from "fast-check";
import type { Browser } from "../client.ts";
import { encode } from "./values.ts";

const SESSION = "better-auth.session_token";

/**
 * Cookies of somebody who has a session of their own and has learned another's token: cut off, put
 * together of two, signed with another secret, or made up. None of them is a session's.
 */
export function wrongCookieOf(own: Browser, foreign: Browser): fc.Arbitrary<string> {
  const [token, signature] = signedToken(own);
  const [foreignToken, foreignSignature] = signedToken(foreign);
  const cookie = (value: string) => `${SESSION}=${encode(value)}`;
  const whole = `${token}.${signature}`;
  const text = fc.string({ unit: "binary", maxLength: 60 });
  const cookies = fc.oneof(
    // Without the padding at its end a signature is the same one.
    fc.nat(whole.length - 2).map((length) => cookie(whole.slice(0, length))),
    fc.constantFrom(
      cookie(`${token}.${foreignSignature}`),
      cookie(`${foreignToken}.${signature}`),
      cookie(foreignToken),
      cookie(`${foreignToken}.`),
    ),
    text.map((secret) => cookie(`${foreignToken}.${sign(foreignToken, secret)}`)),
    text.map((raw) => cookie(raw)),
    text.map((raw) => `${SESSION}=${encode(raw).replaceAll("%20", " ")}`),
    text.map((raw) => `better-auth.session_data=${encode(raw)}`),
    fc.constant(""),
  );
  return cookies.filter((made) => !made.includes(encode(whole)));
}

function signedToken({ cookies }: Browser): [token: string, signature: string] {
  const value = decodeURIComponent(cookies.get(SESSION) ?? "");
  const dot = value.lastIndexOf(".");
  if (dot < 0) throw new Error("There is no session cookie.");
  return [value.slice(0, dot), value.slice(dot + 1)];
}

const sign = (value: string, secret: string) =>
  createHmac("sha256", secret).update(value).digest("base64");
