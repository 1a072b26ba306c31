import { parseSigned, serializeSigned } from "hono/utils/cookie";
import { expect, it } from "vitest";
import { withCurrentSignatures } from "./cookie-signatures.ts";

const [current = "", ...previous] = ["new", "old", "older"].map((s) => `${s}-0123456789`);
const name = "__Secure-better-auth.session_token";
const signed = async (value: string, secret = "") =>
  (await serializeSigned(name, value, secret, { secure: true })).replace(/;.*/, "");

it.each(previous)("takes a cookie signed with %s for one of ours", async (secret) => {
  const cookies = `theme=dark; ${await signed("token", secret)}; other=1`;
  const renewed = await withCurrentSignatures(cookies, current, previous);
  expect(await parseSigned(renewed, current, name)).toEqual({ [name]: "token" });
  expect(renewed).toMatch(/^theme=dark; __Secure-[^;]+; other=1$/);
});

it("leaves alone what the current secret, nobody or a stranger signed", async () => {
  const stranger = await signed("token", "stranger-0123456789");
  for (const cookies of [await signed("token", current), `${name}=token`, stranger, ""])
    expect(await withCurrentSignatures(cookies, current, previous)).toBe(cookies);
});
