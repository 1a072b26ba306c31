import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test, vi } from "vitest";
import { startRehearsal } from "./rehearsal.ts";

// Commands that can't succeed make nothing and say why, against accounts that nothing was deployed to.

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let rehearsal: Awaited<ReturnType<typeof startRehearsal>>;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "os2-refusals-"));
  rehearsal = await startRehearsal(inject("mysql"), folder);
});

afterAll(async () => {
  await rehearsal.close();
  await rm(folder, { recursive: true });
});

describe("a deploy", () => {
  test("with a token that is none makes nothing, and says which", async () => {
    const wrong = "another-token-than-cloudflare-knows";
    const { ok, output } = await rehearsal.run("deploy --stage staging", {
      CLOUDFLARE_API_TOKEN: wrong,
      VITE_PUBLIC_URL: "https://staging.example.org",
    });
    expect([ok, rehearsal.log]).toEqual([false, []]);
    expect(output).toMatch(/^to do CLOUDFLARE_API_TOKEN is not known to Cloudflare/m);
    expect(output).not.toContain(wrong);
  });

  test("is preceded by the doctor alone, if one likes", async () => {
    const { ok, output } = await rehearsal.run("doctor --stage prd");
    expect(ok, output).toBe(true);
    expect(output).toContain("https://os2.example.org/api/auth/integrations/callback/google");
    expect(rehearsal.log).toEqual([]);
  });

  test("asks nothing of anybody with settings that are fit for development only", async () => {
    const { ok, output } = await rehearsal.run("deploy --stage prd", {
      BETTER_AUTH_SECRET: "development-better-auth-secret-not-for-deployment",
      VITE_PUBLIC_URL: "http://localhost:4000",
    });
    expect([ok, rehearsal.log]).toEqual([false, []]);
    expect(output).toMatch(/BETTER_AUTH_SECRET has its development value/);
    expect(output).toMatch(/VITE_PUBLIC_URL must not be a loopback address/);
  });
});

describe("a stage", () => {
  test("that does not exist is not taken down", async () => {
    const { output } = await rehearsal.run("destroy --stage pr-99");
    expect(output).toMatch(/^There is no stage pr-99: nothing was changed\.$/m);
  });

  test("is not taken down with a token that is none, which is named", async () => {
    const { ok, output } = await rehearsal.run("destroy --stage pr-99", {
      PLANETSCALE_SERVICE_TOKEN: "a-token-that-is-none",
    });
    expect(ok).toBe(false);
    expect(output).toMatch(
      /^to do PLANETSCALE_SERVICE_TOKEN_ID and PLANETSCALE_SERVICE_TOKEN are not/m,
    );
  });

  test("is not migrated with a token that is none, which is named", async () => {
    const refused = await rehearsal.run("db:migrate --stage prd", {
      PLANETSCALE_SERVICE_TOKEN: "a-token-that-is-none",
    });
    expect(refused.ok).toBe(false);
    expect(refused.output).toMatch(
      /401[^]*See that PLANETSCALE_SERVICE_TOKEN.*app\.planetscale\.com/,
    );
    expect(refused.output).not.toMatch(/a-token-that-is-none|\n +at /);
  });
});
