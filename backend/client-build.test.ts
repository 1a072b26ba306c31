import { glob, readFile } from "node:fs/promises";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { env, stack } from "../dev/testing/client.ts";

// What everybody can download.

let files: { name: string; text: string }[] = [];

beforeAll(async () => {
  const cwd = path.resolve(stack.dataDir, "build/client");
  for await (const entry of glob("**/*", { cwd, withFileTypes: true }))
    if (entry.isFile()) {
      const name = path.join(entry.parentPath, entry.name);
      files.push({ name: path.relative(cwd, name), text: await readFile(name, "utf8") });
    }
});

const filesWith = (text: string) =>
  files.filter((file) => file.text.includes(text)).map(({ name }) => name);

describe("the browser's part of the build", () => {
  it("has none of the secrets that the server knows", () => {
    const { VITE_PUBLIC_URL: _, VITE_APP_STAGE: __, ...secrets } = env;
    const leaked = Object.entries(secrets).filter(([, value]) => value && filesWith(value).length);
    expect(leaked).toEqual([]);
  });

  it.each([
    "PSCALE_DATABASE_URL",
    "SERVICE_AUTH_TOKEN",
    "development-better-auth-secret",
    "-----BEGIN",
    "organization_user_membership",
    "utc_timestamp",
    "x-service-auth-token",
    "psdb.cloud",
    "node:async_hooks",
    "cloudflare:workers",
  ])("has nothing of the server: %s", (text) => {
    expect(filesWith(text)).toEqual([]);
  });

  it("is scripts, styles and what belongs to them, without their sources", () => {
    const kinds = files.map(({ name }) => (name.startsWith("assets/") ? path.extname(name) : name));
    expect([...new Set(kinds)].toSorted()).toEqual([
      ".css",
      ".js",
      "_headers",
      "favicon.svg",
      "robots.txt",
    ]);
    expect(filesWith("sourceMappingURL")).toEqual([]);
  });
});
