import { afterEach, beforeEach, expect, inject, test, vi } from "vitest";
import { deployment } from "../../env.ts";
import { ACCOUNT, Cloudflare, PERMISSIONS, type UploadedWorker } from "../rehearsal/cloudflare.ts";
import { ACCESSES } from "../rehearsal/accesses.ts";
import { PlanetScale } from "../rehearsal/planetscale.ts";
import { SECRETS, SETTINGS } from "../rehearsal/rehearsal.ts";
import type { Server } from "../rehearsal/server.ts";
import { addresses, examine } from "./doctor.ts";
import type { Finding } from "./finding.ts";
import { OUR_TAG } from "./workers.ts";

// Each check against accounts that are as they should be, and with the one thing wrong that it is for.

let log: string[];
let cloudflare: Cloudflare;
let cloudflareApi: Server;
let planetScale: Awaited<ReturnType<typeof PlanetScale.start>>;
let settings: Record<string, string>;

beforeEach(async () => {
  log = [];
  cloudflare = new Cloudflare((line) => log.push(line));
  cloudflare.tokens.set(SETTINGS.CLOUDFLARE_API_TOKEN, PERMISSIONS);
  cloudflareApi = await cloudflare.start();
  planetScale = await PlanetScale.start(inject("mysql"), (line) => log.push(line));
  planetScale.tokens.set(TOKEN, ACCESSES);
  settings = {
    ...SETTINGS,
    CLOUDFLARE_BASE_URL: cloudflareApi.url,
    PLANETSCALE_API_URL: planetScale.url,
  };
  for (const name of ["PLANETSCALE_SERVICE_TOKEN_ID", "PLANETSCALE_SERVICE_TOKEN"] as const)
    vi.stubEnv(name, SETTINGS[name]);
});

afterEach(async () => {
  vi.unstubAllGlobals();
  await planetScale.close();
  await cloudflareApi.close();
});

const TOKEN = `${SETTINGS.PLANETSCALE_SERVICE_TOKEN_ID}:${SETTINGS.PLANETSCALE_SERVICE_TOKEN}`;
const without = <T>(all: readonly T[], one: T) => all.filter((each) => each !== one);

async function look(stage = "prd", adopt = false) {
  const found: Finding[] = [];
  const target = deployment(stage, { takeDown: false }, settings);
  for await (const finding of examine(target, { adopt })) found.push(finding);
  expect(log, "Something was changed.").toEqual([]);
  return found;
}

/** The one line that says what to do; it names the page to open and holds no secret. */
async function problem(stage?: string) {
  const toDo = (await look(stage)).filter(({ is }) => is === "to do").map(({ text }) => text);
  expect(toDo).toHaveLength(1);
  const [text = ""] = toDo;
  for (const secret of SECRETS) expect(text).not.toContain(secret);
  return text;
}

const WORKER_OF_ANOTHER: UploadedWorker = {
  metadata: {
    main_module: "",
    compatibility_date: "",
    compatibility_flags: [],
    bindings: [],
    tags: [],
  },
  modules: [],
  assets: new Map(),
  publicUrl: true,
};

const database = (): NonNullable<PlanetScale["database"]> => ({
  region: "eu-central",
  clusterSize: "PS_40",
  ready: true,
  foreignKeys: "on",
  settings: {},
});

/** Gives PlanetScale a database as a first deploy has made it. */
async function deployed() {
  planetScale.database = database();
  await planetScale.databases.create("main");
  planetScale.branches.set("main", {
    name: "main",
    parent: "",
    production: true,
    safeMigrations: true,
    ready: true,
  });
}

test("nothing is in the way of a first deploy", async () => {
  const found = await look();
  expect(found.filter(({ is }) => is !== "ok")).toEqual([]);
  expect(found.at(-1)?.text).toMatch(/will be made in us-east, as PS_10/);
});

test("nothing is in the way of a later deploy, of production or of a preview", async () => {
  await deployed();
  for (const stage of ["prd", "pr-7"])
    expect((await look(stage)).filter(({ is }) => is !== "ok")).toEqual([]);
});

test.each<[string, () => unknown, RegExp]>([
  [
    "a Cloudflare token that is none",
    () => (settings.CLOUDFLARE_API_TOKEN = "another"),
    /^CLOUDFLARE_API_TOKEN is not known.*dash\.cloudflare\.com\/profile\/api-tokens/,
  ],
  [
    "a Cloudflare token that is too weak",
    () =>
      cloudflare.tokens.set(SETTINGS.CLOUDFLARE_API_TOKEN, without(PERMISSIONS, "Workers Scripts")),
    /^CLOUDFLARE_API_TOKEN does not open.*Workers Scripts → Edit.*api-tokens/,
  ],
  [
    "another's Cloudflare account",
    () => (settings.CLOUDFLARE_ACCOUNT_ID = "another"),
    /CLOUDFLARE_ACCOUNT_ID.*api-tokens/,
  ],
  [
    "an account that was never used for workers",
    () => (cloudflare.subdomain = undefined),
    /no workers\.dev subdomain.*workers-and-pages/,
  ],
  [
    "a Cloudflare token that sees no zone",
    () => cloudflare.tokens.set(SETTINGS.CLOUDFLARE_API_TOKEN, without(PERMISSIONS, "Zone")),
    /^VITE_PUBLIC_URL is at os2\.example\.org.*Zone → Zone → Read/,
  ],
  [
    "a zone in another account",
    () => (cloudflare.zone.account.id = "another"),
    /^VITE_PUBLIC_URL is at os2\.example\.org, whose zone example\.org is in another account/,
  ],
  [
    "a zone that is not set up",
    () => (cloudflare.zone.status = "pending"),
    /^VITE_PUBLIC_URL.*example\.org is "pending"/,
  ],
  [
    "a DNS record in the way",
    () => cloudflare.records.push({ type: "CNAME", name: "os2.example.org" }),
    /^VITE_PUBLIC_URL.*DNS record of type CNAME: delete it.*dns\/records/,
  ],
  [
    "a domain that leads to another worker",
    () =>
      cloudflare.domains.set("1", {
        id: "1",
        hostname: "os2.example.org",
        service: "shop",
        zone_id: "zone",
      }),
    /^VITE_PUBLIC_URL.*leads to another worker, shop/,
  ],
  [
    "a worker of another app with our name",
    () => cloudflare.workers.set("os2-app-prd", WORKER_OF_ANOTHER),
    /worker os2-app-prd that this app did not deploy: delete it \(.*\), or take it over with --adopt/,
  ],
  [
    "a PlanetScale token that is none",
    () => planetScale.tokens.clear(),
    /^PLANETSCALE_SERVICE_TOKEN_ID and PLANETSCALE_SERVICE_TOKEN.*app\.planetscale\.com\/acme\/settings\/service-tokens/,
  ],
  [
    "another's PlanetScale organization",
    () => (settings.PLANETSCALE_ORGANIZATION = "another"),
    /^PLANETSCALE_ORGANIZATION is another.*read_organization/,
  ],
  [
    "a PlanetScale organization that can't pay",
    () => (planetScale.organization.valid_billing_info = false),
    /^PLANETSCALE_ORGANIZATION.*a way to pay.*settings\/billing/,
  ],
  [
    "a region that does not exist",
    () => (settings.PLANETSCALE_REGION = "mars-north"),
    /^PLANETSCALE_REGION is mars-north, which is none of: us-east, /,
  ],
])("%s is named with the page to open", async (_what, spoil, message) => {
  spoil();
  expect(await problem()).toMatch(message);
});

test.each<[string, () => unknown, RegExp]>([
  [
    "another region than the database's",
    () => (settings.PLANETSCALE_REGION = "us-east"),
    /^PLANETSCALE_REGION is us-east, but the database is in eu-central/,
  ],
  [
    "one of another kind",
    () => Object.assign(planetScale.database ?? {}, { kind: "postgresql" }),
    /^PLANETSCALE_ORGANIZATION has a database os2 that is postgresql, not mysql: rename it.*settings/,
  ],
  [
    "another size than production's",
    () => (settings.PLANETSCALE_CLUSTER_SIZE = "PS_10"),
    /^PLANETSCALE_CLUSTER_SIZE is PS_10, but production's branch has PS_40/,
  ],
  [
    "a PlanetScale token that sees no branches",
    () => planetScale.tokens.set(TOKEN, without(ACCESSES, "read_branch")),
    /^PLANETSCALE_SERVICE_TOKEN lacks read_branch.*service-tokens/,
  ],
  [
    "a PlanetScale token that sees no deploy requests",
    () => planetScale.tokens.set(TOKEN, without(ACCESSES, "read_deploy_request")),
    /^PLANETSCALE_SERVICE_TOKEN lacks read_deploy_request/,
  ],
])("when there is a database, %s is named", async (_what, spoil, message) => {
  await deployed();
  spoil();
  expect(await problem()).toMatch(message);
});

test("a preview before production is told so", async () => {
  expect(await problem("pr-7")).toMatch(/no database os2.*deploy prd first/);
});

test("a worker of this app with an address besides the domain is pointed out", async () => {
  const metadata = { ...WORKER_OF_ANOTHER.metadata, tags: [OUR_TAG] };
  cloudflare.workers.set("os2-app-prd", { ...WORKER_OF_ANOTHER, metadata });
  expect((await look()).filter(({ is }) => is !== "ok")).toEqual([
    { is: "note", text: expect.stringMatching(/os2-app-prd has an address besides.*Settings/) },
  ]);
});

test("a worker of another app is taken over when that is asked for", async () => {
  cloudflare.workers.set("os2-app-prd", WORKER_OF_ANOTHER);
  const found = await look("prd", true);
  expect(found.filter(({ is }) => is === "to do")).toEqual([]);
  expect(found).toContainEqual({ is: "note", text: expect.stringMatching(/is taken over/) });
});

test("a token that can't look for DNS records is no reason not to deploy", async () => {
  cloudflare.tokens.set(SETTINGS.CLOUDFLARE_API_TOKEN, without(PERMISSIONS, "DNS"));
  expect((await look()).filter(({ is }) => is !== "ok")).toEqual([
    { is: "note", text: expect.stringMatching(/os2\.example\.org, which must have none/) },
  ]);
});

test.each<[string, () => string]>([
  ["Cloudflare", () => cloudflareApi.url],
  ["PlanetScale", () => planetScale.url],
])("an outage at %s is told as what it is", async (name, url) => {
  const network = fetch;
  vi.stubGlobal("fetch", (asked: string | Request, init?: RequestInit) =>
    (typeof asked === "string" ? asked : asked.url).startsWith(url())
      ? Promise.resolve(new Response("<html>", { status: 503 }))
      : network(asked, init),
  );
  await expect(look()).rejects.toThrow(new RegExp(`^${name} answers 503.*: try again later`));
});

test.each<[number, RegExp]>([
  [401, /^ALCHEMY_STATE_TOKEN is not the one that the worker os2-alchemy-state has/],
  [302, /os2-alchemy-state, which answers 302.*Cloudflare Access/],
])("records of deploys that answer %i are named", async (status, message) => {
  const network = fetch;
  vi.stubGlobal("fetch", (address: string | Request, init?: RequestInit) =>
    address === "https://os2-alchemy-state.acme.workers.dev"
      ? Promise.resolve(new Response(null, { status }))
      : network(address, init),
  );
  cloudflare.workers.set("os2-alchemy-state", WORKER_OF_ANOTHER);
  expect(await problem()).toMatch(message);
});

test("Google's redirect URIs and Slack's manifest come ready to paste", () => {
  expect(addresses("https://os2.example.org")).toBe(
    `Google, https://console.cloud.google.com/auth/clients: authorized redirect URIs
  https://os2.example.org/api/auth/callback/google
  https://os2.example.org/api/auth/integrations/callback/google
Slack, https://api.slack.com/apps, "Create New App", "From a manifest": what this prints
  pnpm slack:manifest https://os2.example.org`,
  );
  expect(ACCOUNT).toBe(SETTINGS.CLOUDFLARE_ACCOUNT_ID);
});
