import { symmetricDecrypt, symmetricEncrypt } from "better-auth/crypto";
import { expect, it } from "vitest";
import { keyRing } from "./key-ring.ts";

const old = "the-secret-of-last-year-0123456789";
const current = "the-secret-of-this-year-0123456789";

it("reads what a replaced secret encrypted, and encrypts with the current one", async () => {
  const before = await symmetricEncrypt({ key: keyRing(old).config, data: "xoxb-token" });
  const rotated = keyRing(current, old).config;
  expect(await symmetricDecrypt({ key: rotated, data: before })).toBe("xoxb-token");

  const after = await symmetricEncrypt({ key: rotated, data: "xoxb-token" });
  expect(await symmetricDecrypt({ key: keyRing(current).config, data: after })).toBe("xoxb-token");
  await expect(symmetricDecrypt({ key: keyRing(current).config, data: before })).rejects.toThrow();
});
