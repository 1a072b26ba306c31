import fc from "fast-check";
import { beforeAll, expect, inject, it } from "vitest";
import { baseUrl, env, signIn, signInAsAdmin, userOf } from "../dev/testing/client.ts";
import { execute } from "../dev/testing/database.ts";
import { wrongCookieOf } from "../dev/testing/fuzz/cookies.ts";
import {
  authOf,
  callOf,
  type FuzzRequest,
  pageOf,
  webhookOf,
} from "../dev/testing/fuzz/requests.ts";
import type { Known } from "../dev/testing/fuzz/values.ts";
import { linkWorkspace } from "../dev/testing/slack.ts";
import { pagePaths } from "../e2e/pages.ts";

// Whatever is sent, nothing is answered that was not foreseen (5xx), nothing of another tenant, and
// everything is answered at all.

const CASES = inject("fuzzCases");
const SEED = inject("fuzzSeed");
const PATIENCE_MS = 15_000;

/** Part of everything that somebody else's organization has, and of nothing that a request says. */
const MARKER = `marker${crypto.randomUUID().replaceAll("-", "")}`;

type Sender = "owner" | "nobody" | "wrong cookie" | "platform admin";

let world: Awaited<ReturnType<typeof makeWorld>>;
beforeAll(async () => {
  world = await makeWorld();
}, 60_000);

/** Somebody with one of everything. What is public about it (ids and slugs) bears no mark. */
async function makeTenant(mark: string) {
  const browser = await signIn();
  await browser.api.user.updateProfile.mutate({ name: `${mark} person` });
  const { api } = browser;
  const user = await userOf(browser);
  const organization = await api.organization.create.mutate({ name: "fuzzed" });
  const place = { organizationSlug: organization.slug };
  await api.organization.update.mutate({ ...place, name: `${mark} organization` });
  const instance = await api.instance.create.mutate({ ...place, name: "fuzzed" });
  const scope = { ...place, instanceSlug: instance.slug };
  await api.instance.update.mutate({ ...scope, name: `${mark} instance` });
  const machine = await api.machine.create.mutate({ ...scope, name: `${mark}-m`, type: "daytona" });
  const email = `${mark}@example.com`.toLowerCase();
  const invitation = await api.organization.invite.mutate({ ...place, email, role: "member" });
  const workspace = `T${mark}`.toUpperCase();
  const link = { accountId: workspace, instanceId: instance.id, userId: user.id };
  const accountId = await linkWorkspace(link);
  const [membership] = (await api.organization.members.query(place)).items;
  return {
    browser,
    organizationId: organization.id,
    // Not the person's own, or a platform admin's made-up request would ban them.
    ids: [organization.id, instance.id, machine.id, accountId],
    known: {
      organizationSlug: [organization.slug],
      instanceSlug: [instance.slug],
      machineId: [machine.id],
      invitationId: [invitation.id],
      membershipId: [membership?.id ?? ""],
      accountId: [accountId],
    },
  };
}

async function makeWorld() {
  const [mine, theirs, admin] = await Promise.all([
    makeTenant(`mine${crypto.randomUUID().slice(0, 8)}`),
    makeTenant(MARKER),
    signInAsAdmin(),
  ]);
  const known: Known = {
    ids: [...mine.ids, ...theirs.ids],
    type: ["daytona", "slack.message"],
    role: ["owner", "admin", "member"],
    email: ["fuzz@example.com"],
    name: ["fuzzed"],
    "": ["login", "admin", "settings", "google", "/", "user.me"],
  };
  for (const tenant of [mine, theirs])
    for (const [name, values] of Object.entries(tenant.known))
      known[name] = [...(known[name] ?? []), ...values];
  // An invitation shows what it is for to whoever has its link.
  known.invitationId = mine.known.invitationId;
  const procedures = await admin.api.admin.listProcedures.query();
  return { mine, theirs, admin, known, procedures };
}

/** After these a session is over, and nothing would be left to try with it. */
const ENDS_SESSION = /sign-out|revoke-(other-)?sessions/;

it(
  `of ${CASES} requests none fails, hangs, or tells of another tenant`,
  { timeout: 60 * 60_000 },
  async () => {
    const { mine, theirs, known, procedures } = world;
    const request = fc.oneof(
      { weight: 5, arbitrary: callOf(procedures, known) },
      { weight: 2, arbitrary: pageOf(pagePaths(), known) },
      { weight: 2, arbitrary: webhookOf(env.SLACK_SIGNING_SECRET, known) },
      { weight: 1, arbitrary: authOf(known) },
    );
    const sender = fc.oneof(
      { weight: 6, arbitrary: fc.constant<Sender>("owner") },
      { weight: 1, arbitrary: fc.constant<Sender>("platform admin") },
      { weight: 1, arbitrary: fc.constant<Sender>("nobody") },
      { weight: 3, arbitrary: fc.constant<Sender>("wrong cookie") },
    );
    const wrongCookie = wrongCookieOf(mine.browser, theirs.browser);
    await fc.assert(
      fc.asyncProperty(request, sender, wrongCookie, async (made, from, cookie) => {
        const { status, text } = await send(made, from, cookie);
        const asksWhoIAm = made.path.startsWith("/api/trpc/user.me?");
        expect({
          fails: status >= 500 || text.includes("INTERNAL_SERVER_ERROR"),
          tellsOfOthers: from !== "platform admin" && text.toLowerCase().includes(MARKER),
          takesAnyCookie: from === "wrong cookie" && asksWhoIAm && status !== 401,
        }).toEqual({ fails: false, tellsOfOthers: false, takesAnyCookie: false });
      }),
      { numRuns: CASES, seed: SEED },
    );
  },
);

async function send(
  { method, path, headers, body }: FuzzRequest,
  from: Sender,
  wrongCookie: string,
) {
  const { mine, admin } = world;
  const cookies: Record<Sender, string> = {
    owner: mine.browser.cookieHeader(),
    nobody: "",
    "wrong cookie": wrongCookie,
    "platform admin": admin.cookieHeader(),
  };
  const cookie = ENDS_SESSION.test(path) ? wrongCookie : cookies[from];
  const response = await fetch(`${baseUrl}${path}`, {
    method,
    headers: { origin: baseUrl, ...headers, ...(cookie && { cookie }) },
    redirect: "manual",
    signal: AbortSignal.timeout(PATIENCE_MS),
    ...(body !== undefined && { body }),
  });
  const text = await response.text();
  if (path.includes("updateSlug")) await restoreSlug();
  return { status: response.status, text };
}

/** The requests to come know the organization by the slug that it had. */
async function restoreSlug() {
  const { organizationId, known } = world.mine;
  const [slug = ""] = known.organizationSlug;
  await execute("update organization set slug = ? where id = ?", [slug, organizationId]);
}
