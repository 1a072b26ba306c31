import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test, vi } from "vitest";
import { z } from "zod";
import type { UploadedWorker } from "./cloudflare.ts";
import { PREVIEW_ACCESSES } from "./accesses.ts";
import { PLANETSCALE_HOST } from "./planetscale.ts";
import { SETTINGS, startRehearsal } from "./rehearsal.ts";
import { isSignedIn, type Served, serveProduction, signIn, values } from "./serve-production.ts";
import { rateLimitNamespace } from "../deploy/rate-limit-namespace.ts";
import { RATE_LIMITS } from "../../backend/http/rate-limits.ts";

// Each command is a process of its own, and a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

// From a checkout to production and back, with Cloudflare and PlanetScale stood in for on this machine.

const APP = "os2-app-prd";
const EDGE = "os2-edge-proxy-prd";
const ROTATED = "rehearsal-next-auth-secret-0123456789abcdef";

let rehearsal: Awaited<ReturnType<typeof startRehearsal>>;
let folder: string;
let cutOff: { ok: boolean; output: string };
let finished: string;
let uploadedByCutOff: Map<string, UploadedWorker>;

const deploy = async (args: string, settings?: Record<string, string>) => {
  const { ok, output } = await rehearsal.run(`deploy ${args}`, settings);
  expect(ok, output).toBe(true);
  return output;
};

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "os2-rehearsal-"));
  rehearsal = await startRehearsal(inject("mysql"), folder);
  // It is cut off when the app is uploaded, and the records do not know that yet.
  rehearsal.cloudflare.cutOffAt = APP;
  cutOff = await rehearsal.run("deploy --stage prd", {
    PLANETSCALE_REGION: "eu-central",
    PLANETSCALE_CLUSTER_SIZE: "PS_40",
  });
  uploadedByCutOff = new Map(rehearsal.cloudflare.workers);
  rehearsal.cloudflare.cutOffAt = undefined;
  finished = await deploy("--stage prd --no-build");
}, 180_000);

/** The last upload, in workerd. */
const serve = () =>
  serveProduction(rehearsal, {
    entry: EDGE,
    mysqlSocket: inject("mysql").socketPath,
    folder: path.join(folder, "assets"),
  });

afterAll(async () => {
  await rehearsal.close();
  await rm(folder, { recursive: true });
});

const SECRETS = [
  "BETTER_AUTH_SECRET",
  "GOOGLE_CLIENT_SECRET",
  "SLACK_CLIENT_SECRET",
  "SLACK_SIGNING_SECRET",
  "SERVICE_AUTH_TOKEN",
] as const;

describe("the first deploy", () => {
  test("that is cut off says where, without a secret, and is finished by the next one", () => {
    expect([cutOff.ok, [...uploadedByCutOff.keys()]]).toEqual([false, [APP]]);
    expect(cutOff.output).toMatch(/The connection broke/);
    for (const secret of SECRETS.map((name) => SETTINGS[name]))
      expect(cutOff.output).not.toContain(secret);
    expect(cutOff.output).not.toMatch(/pscale_pw/);
  });

  test("prints what docs/deploy.md says that one sees", async () => {
    const page = await readFile("docs/deploy.md", "utf8");
    const [, shown = ""] =
      /### First deploy: what you should see\n+```\n(.*?)```/s.exec(page) ?? [];
    const lines = shown.trim().replace("us-east, as PS_10", "eu-central, as PS_40").split("\n");
    expect(lines.length).toBeGreaterThan(20);
    const printed = stripVTControlCharacters(`${cutOff.output}\n${finished}`).split("\n");
    expect(lines.filter((line) => !printed.includes(line))).toEqual([]);
  });

  test("gives the app its settings, the secrets as secrets", () => {
    const app = rehearsal.cloudflare.worker(APP);
    expect(values(app, "plain_text")).toEqual({
      GOOGLE_CLIENT_ID: SETTINGS.GOOGLE_CLIENT_ID,
      SLACK_CLIENT_ID: SETTINGS.SLACK_CLIENT_ID,
      VITE_APP_STAGE: "prd",
      VITE_PUBLIC_URL: SETTINGS.VITE_PUBLIC_URL,
    });
    expect(values(app, "secret_text")).toEqual({
      ...Object.fromEntries(SECRETS.map((name) => [name, SETTINGS[name]])),
      PSCALE_DATABASE_URL: expect.stringMatching(
        new RegExp(`^https://\\w+:pscale_pw_\\w+@${PLANETSCALE_HOST}$`),
      ),
    });
  });

  test("gives the edge proxy the app and nothing else", () => {
    const { metadata } = rehearsal.cloudflare.worker(EDGE);
    expect(metadata.bindings).toEqual([
      expect.objectContaining({ type: "service", name: "APP", service: APP }),
    ]);
  });

  test("puts no secret into a file or a static asset", () => {
    for (const { modules, assets } of rehearsal.cloudflare.workers.values())
      for (const secret of SECRETS.map((name) => SETTINGS[name])) {
        expect(modules.filter(({ content }) => content.includes(secret))).toEqual([]);
        expect([...assets.values()].filter((file) => file.includes(secret))).toEqual([]);
      }
  });

  test("lets people in through the edge proxy's domain alone", () => {
    const { workers, domains } = rehearsal.cloudflare;
    expect([...workers.values()].map((worker) => worker.publicUrl)).toEqual([false, false]);
    expect([...domains.values()]).toMatchObject([{ hostname: "os2.example.org", service: EDGE }]);
  });

  test("runs both workers with the behaviour of the same day, observed, the app near its database", () => {
    const app = rehearsal.cloudflare.worker(APP).metadata;
    const edge = rehearsal.cloudflare.worker(EDGE).metadata;
    expect(edge.compatibility_date).toBe(app.compatibility_date);
    for (const { observability, compatibility_flags } of [app, edge]) {
      // Cloudflare's own line for each invocation would have the codes of round trips in it.
      expect(observability).toMatchObject({
        enabled: true,
        logs: { enabled: true, invocation_logs: false },
      });
      expect(compatibility_flags).toContain("no_web_socket_compression");
    }
    const limits = app.bindings.filter(({ type }) => type === "ratelimit");
    // Another stage has other counters.
    const namespaces = limits.map(({ namespace_id }) => namespace_id);
    expect(namespaces).toEqual(
      Object.values(RATE_LIMITS).map(({ number }) => String(rateLimitNamespace("prd", number))),
    );
    expect(namespaces).not.toContain(String(rateLimitNamespace("staging", 1)));
    expect(limits.map(({ name }) => name).toSorted()).toEqual(Object.keys(RATE_LIMITS).toSorted());
    // Cloudflare takes the headers of static files from here.
    expect(app.assets).toMatchObject({
      config: { _headers: expect.stringContaining("max-age=31536000, immutable") },
    });
    expect(app.placement).toEqual({ region: "aws:eu-central-1" });
    expect(uploadedByCutOff.get(APP)?.metadata.migrations).toMatchObject({
      new_sqlite_classes: ["OrganizationWebSocket"],
    });
  });

  test("sets PlanetScale up for foreign keys and safe migrations", () => {
    expect(rehearsal.planetScale.database).toMatchObject({
      region: "eu-central",
      clusterSize: "PS_40",
      foreignKeys: "on",
      settings: { automatic_migrations: true, migration_table_name: "__drizzle_migrations" },
    });
    expect(rehearsal.planetScale.branches.get("main")).toMatchObject({
      production: true,
      safeMigrations: true,
    });
  });

  test("migrates before it uploads", () => {
    const { log } = rehearsal;
    const migrated = log.indexOf("planetscale POST /os2/branches/main/safe-migrations");
    expect(migrated).toBeGreaterThan(-1);
    expect(
      log.findIndex((line) => line.includes(`PUT /accounts/rehearsal/workers/scripts/`)),
    ).toBeGreaterThan(migrated);
    // The region and the size that it was made with stay, although the second deploy does not name them.
    expect(log.filter((line) => line.endsWith("cluster"))).toEqual([]);
  });
});

describe("what was uploaded, run in workerd", () => {
  let served: Served;
  beforeAll(async () => {
    served = await serve();
  });
  afterAll(() => served.close());

  test("reaches the database that was migrated", async () => {
    const response = await served.request("/api/ready");
    expect([response.status, await response.json()]).toEqual([200, { status: "ready" }]);
  });

  test("is left by http for https", async () => {
    const response = await served.request("http://os2.example.org/login", { redirect: "manual" });
    expect([response.status, response.headers.get("location")]).toEqual([
      308,
      "https://os2.example.org/login",
    ]);
  });

  test("shows a sign-in page with Google and nothing else", async () => {
    const response = await served.request("/login");
    const page = await response.text();
    expect(response.status).toBe(200);
    expect(page).toContain("Continue with Google");
    expect(page).not.toContain("Dev mode");
  });

  test("serves the page's own files", async () => {
    const page = await (await served.request("/login")).text();
    const script = /\/assets\/[\w-]+\.js/.exec(page)?.[0] ?? "/none";
    expect((await served.request(script)).status).toBe(200);
  });

  test("sends people to Google and takes them back at the public address", async () => {
    const response = await served.post("/api/auth/sign-in/social", { provider: "google" });
    const { url } = z.object({ url: z.url() }).parse(await response.json());
    expect(new URL(url).host).toBe("accounts.google.com");
    expect(new URL(url).searchParams.get("redirect_uri")).toBe(
      `${SETTINGS.VITE_PUBLIC_URL}/api/auth/callback/google`,
    );
  });

  test("has no dev-mode login and no testing router", async () => {
    expect((await served.post("/api/auth/dev/login", { email: "a@example.com" })).status).toBe(404);
    expect((await served.post("/api/trpc/testing.reset", {})).status).toBe(404);
    expect(
      (await served.post("/api/trpc/testing.createUser", { email: "a@example.com" })).status,
    ).toBe(404);
  });
});

describe("deploying again", () => {
  beforeEach(() => {
    rehearsal.log.length = 0;
  });
  const databaseUrl = () =>
    values(rehearsal.cloudflare.worker(APP), "secret_text").PSCALE_DATABASE_URL;
  const whileServed = async <T>(work: (served: Served) => Promise<T>) => {
    const served = await serve();
    try {
      return await work(served);
    } finally {
      await served.close();
    }
  };
  const uploads = () => rehearsal.log.filter((line) => line.includes("PUT"));

  test("deletes nothing, migrates nothing and keeps the database's password", async () => {
    const before = databaseUrl();
    await deploy("--stage prd --no-build");
    expect(databaseUrl()).toBe(before);
    expect(rehearsal.log.filter((line) => /DELETE|deploy/.test(line))).toEqual([
      // the passwords that the look at what is pending took, and the steps that change rows
      expect.stringMatching(/^planetscale DELETE \/os2\/branches\/main\/passwords\/\w+$/),
      expect.stringMatching(/^planetscale DELETE \/os2\/branches\/main\/passwords\/\w+$/),
    ]);
  });

  test("is not needed to migrate, or to name the first platform admin", async () => {
    const migrated = await rehearsal.run("db:migrate --stage prd");
    expect(migrated).toEqual({ ok: true, output: "The prd database is up to date.\n" });

    const early = await rehearsal.run("admin:grant ada@example.org --stage prd");
    expect(early.ok).toBe(false);
    expect(early.output).toMatch(/Nobody has signed in as ada@example.org yet/);
    const { databases, passwords } = rehearsal.planetScale;
    await databases.query(
      "main",
      "insert into user (id, name, email, email_verified) values ('usr_ada', 'Ada', 'ada@example.org', true)",
    );
    const { ok, output } = await rehearsal.run("admin:grant ada@example.org --stage prd");
    expect(ok, output).toBe(true);
    expect(await databases.query("main", "select role from user")).toEqual([{ role: "admin" }]);
    // The app's own is the only one left.
    expect(passwords.size).toBe(1);
  });

  test("replaces secrets without signing anybody out, and the database's password", async () => {
    const email = "ada@example.org";
    const before = {
      databaseUrl: databaseUrl(),
      cookie: await whileServed((at) => signIn(at, email)),
    };
    // The records of deploys are encrypted anew, too: what can't be read there any more is made again.
    rehearsal.environment.ALCHEMY_PASSWORD = "rehearsal-next-alchemy-password-0123456789";
    await deploy("--stage prd --no-build --erase-secrets --force", {
      DATABASE_PASSWORD_VERSION: "2",
      BETTER_AUTH_SECRET: ROTATED,
      BETTER_AUTH_PREVIOUS_SECRETS: SETTINGS.BETTER_AUTH_SECRET,
    });

    expect(databaseUrl()).not.toBe(before.databaseUrl);
    // The old password goes at the very end, when no worker uses it any more.
    expect(rehearsal.planetScale.passwords.size).toBe(1);
    expect(rehearsal.log.at(-1)).toMatch(/^planetscale DELETE .*passwords/);

    await whileServed(async (at) => {
      expect(await isSignedIn(at, before.cookie)).toBe(true);
      expect(await isSignedIn(at, await signIn(at, email))).toBe(true);
    });
    const { bindings } = rehearsal.cloudflare.worker(APP).metadata;
    const previous = bindings.findIndex(({ name }) => name === "BETTER_AUTH_PREVIOUS_SECRETS");
    bindings.splice(previous, 1);
    await whileServed(async (at) => expect(await isSignedIn(at, before.cookie)).toBe(false));
  });

  test("uploads nothing when a migration fails", async () => {
    const { databases } = rehearsal.planetScale;
    const before = databaseUrl();
    const last = "order by created_at desc limit 1";
    await databases.query(
      "main",
      `create table kept as select * from __drizzle_migrations ${last}`,
    );
    await databases.query("main", `delete from __drizzle_migrations ${last}`);
    const { ok, output } = await rehearsal.run("deploy --stage prd --no-build");
    expect([ok, uploads()]).toEqual([false, []]);
    expect(output).toMatch(/Duplicate column name|already exists|Can't DROP/);
    // The version of the password that was set once stays without being named.
    expect(databaseUrl()).toBe(before);
    expect(rehearsal.log.filter((line) => /os2-prd/.test(line))).toEqual([]);
    await databases.query("main", "insert into __drizzle_migrations select * from kept");
    await databases.query("main", "drop table kept");
  });
});

describe("a preview", () => {
  test("has a branch, workers and a domain of its own, which all go with it", async () => {
    const { cloudflare, planetScale } = rehearsal;
    const production = {
      workers: [...cloudflare.workers.keys()],
      domains: [...cloudflare.domains],
    };
    // It may do nothing with production, whose host is not above its own either.
    planetScale.tokens.set("previews:token-of-previews", PREVIEW_ACCESSES);
    const address = {
      VITE_PUBLIC_URL: "https://pr-7.os2-preview.example.org",
      PLANETSCALE_SERVICE_TOKEN_ID: "previews",
      PLANETSCALE_SERVICE_TOKEN: "token-of-previews",
    };

    await deploy("--stage pr-7 --no-build", address);
    expect([...planetScale.branches.keys()]).toEqual(["main", "pr-7"]);
    expect([...cloudflare.workers.keys()]).toEqual([
      ...production.workers,
      "os2-app-pr-7",
      "os2-edge-proxy-pr-7",
    ]);
    expect([...cloudflare.domains.values()]).toContainEqual(
      expect.objectContaining({
        hostname: "pr-7.os2-preview.example.org",
        service: "os2-edge-proxy-pr-7",
      }),
    );
    const [url, productionUrl] = ["os2-app-pr-7", APP].map(
      (name) => values(cloudflare.worker(name), "secret_text").PSCALE_DATABASE_URL,
    );
    expect(url).not.toBe(productionUrl);

    rehearsal.log.length = 0;
    const { ok, output } = await rehearsal.run("destroy --stage pr-7", address);
    expect(ok, output).toBe(true);
    expect([...planetScale.branches.keys()]).toEqual(["main"]);
    expect([...cloudflare.workers.keys()]).toEqual(production.workers);
    expect([...cloudflare.domains]).toEqual(production.domains);
    expect(rehearsal.log.filter((line) => /-prd|branches\/main/.test(line))).toEqual([]);
  });
});
