import { describe, expect, it } from "vitest";
import { slackId } from "../../dev/slack-sender/events.ts";
import { sendEvent, signatureHeaders } from "../../dev/slack-sender/send.ts";
import {
  Browser,
  baseUrl,
  signIn,
  signInWithInstance,
  uniqueEmail,
} from "../../dev/testing/client.ts";
import { slackTarget } from "../../dev/testing/slack.ts";
import { RATE_LIMITS, type RateLimitName } from "./rate-limits.ts";

// Against the limits of the running stack, each with an address, a user or an organization of its own.
// The counters begin anew with each period, which may happen in the midst of a test: then twice as much is let through.

const part = () => Math.floor(Math.random() * 0x10000).toString(16);
const newAddress = () => `2001:db8:${part()}:${part()}::${part()}`;

/** Sends until one is refused for being too many. @returns that answer. */
async function sendUntilRefused(name: RateLimitName, send: () => Promise<Response>) {
  const { limit } = RATE_LIMITS[name];
  let passed = 0;
  while (passed <= 2 * limit) {
    const answers = await Promise.all(Array.from({ length: 10 }, send));
    const refused = answers.find(({ status }) => status === 429);
    passed += answers.filter(({ status }) => status !== 429).length;
    if (refused && passed < limit) throw new Error(`${passed} passed a limit of ${limit}.`);
    if (refused) return refused;
  }
  throw new Error(`${passed} passed a limit of ${limit}.`);
}

async function expectKind(refused: Response, periodS = 60) {
  expect(refused.headers.get("retry-after")).toBe(String(periodS));
  expect(await refused.text()).toContain("Please wait a moment and try again.");
}

/** Sends from an address. Cloudflare sets this header itself; here the edge has nobody before it. */
const postFrom = (address: string, path: string, body: unknown) =>
  new Browser().post(path, body, { "cf-connecting-ip": address });

describe("from one address", () => {
  it.each(["/api/auth/sign-in/social", "/api/auth/dev/login"])(
    "%s is limited, and nobody else is",
    async (path) => {
      const address = newAddress();
      const refused = await sendUntilRefused("SIGN_IN_LIMIT", () => postFrom(address, path, {}));
      await expectKind(refused);
      const email = uniqueEmail();
      const login = (from: string) => postFrom(from, "/api/auth/dev/login", { email });
      expect((await login(address)).status).toBe(429);
      expect((await login(newAddress())).status).toBe(200);
    },
  );

  it("service auth is limited, whatever the token", async () => {
    const address = newAddress();
    const send = () =>
      postFrom(address, "/api/auth/service-auth/session", { email: uniqueEmail() });
    await expectKind(await sendUntilRefused("SERVICE_AUTH_LIMIT", send), 10);
  });

  it("whoever has many IPv6 addresses has the limit of one", async () => {
    const network = newAddress().split("::")[0];
    const send = () => postFrom(`${network}::${part()}`, "/api/auth/dev/login", {});
    await expectKind(await sendUntilRefused("SIGN_IN_LIMIT", send));
  });

  it("bad signatures are limited, and good ones still are accepted", async () => {
    const address = newAddress();
    const body = JSON.stringify({ type: "event_callback" });
    const send = (signingSecret: string) =>
      fetch(`${baseUrl}/api/integrations/slack/webhook`, {
        method: "POST",
        headers: { "cf-connecting-ip": address, ...signatureHeaders(body, signingSecret) },
        body,
      });
    await expectKind(await sendUntilRefused("BAD_SIGNATURE_LIMIT", () => send("a-wrong-secret")));
    expect((await send(slackTarget.signingSecret)).status).not.toBe(429);
    const event = { type: "event_callback", team_id: slackId("T"), event: { type: "message" } };
    expect((await sendEvent(slackTarget, event)).status).not.toBe(429);
  });

  it("reports of browsers are limited", async () => {
    const address = newAddress();
    const send = () => postFrom(address, "/api/csp-report", {});
    await expectKind(await sendUntilRefused("REPORT_LIMIT", send));
  });
});

/** Mutations of one person, twenty in a request as a dashboard sends them. */
function archiveTwenty(person: Browser) {
  const input = { organizationSlug: "none", instanceSlug: "none", machineId: "none" };
  const calls = Array<typeof input>(20).fill(input);
  const paths = calls.map(() => "machine.archive").join(",");
  return person.post(`/api/trpc/${paths}?batch=1`, Object.fromEntries(calls.entries()));
}

describe("a person who changes things without an end", () => {
  it("is stopped, can still read, and nobody else is stopped", async () => {
    const { owner, scope } = await signInWithInstance();
    const other = await signIn();
    const { limit } = RATE_LIMITS.MUTATION_LIMIT;
    const rename = (person: Browser) =>
      person.post("/api/trpc/user.updateProfile", { name: "Eve" });

    let refused: Response | undefined;
    let sent = 0;
    while (!refused && sent <= 2 * limit) {
      for (let batches = 0; batches < 5; batches++) await archiveTwenty(owner);
      const answer = await rename(owner);
      if (answer.status === 429) refused = answer;
      sent += 101;
    }
    if (!refused) throw new Error(`${sent} passed a limit of ${limit}.`);
    expect(sent).toBeGreaterThan(limit);
    await expectKind(refused);

    expect(await owner.api.machine.list.query(scope)).toEqual([]);
    expect((await rename(other)).status).toBe(200);
  });
});

describe("an organization that invites without an end", () => {
  it("is stopped, whoever of it invites, and no other is", async () => {
    const { owner, scope } = await signInWithInstance();
    const another = await owner.api.organization.create.mutate({ name: "Another" });
    const invite = (organizationSlug: string) =>
      owner.post("/api/trpc/organization.invite", {
        organizationSlug,
        email: uniqueEmail("invited"),
        role: "member",
      });
    await expectKind(
      await sendUntilRefused("INVITATION_LIMIT", () => invite(scope.organizationSlug)),
    );
    expect((await invite(another.slug)).status).toBe(200);
  });
});
