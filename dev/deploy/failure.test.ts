import { CloudflareApiError } from "alchemy/cloudflare";
import { PlanetScaleError } from "alchemy/planetscale";
import { expect, test } from "vitest";
import { deployment, secretSettings } from "../../env.ts";
import { SECRETS, SETTINGS } from "../rehearsal/rehearsal.ts";
import { explainFailure } from "./failure.ts";

const refusedBy = {
  cloudflare: (status: number, message: string) =>
    new CloudflareApiError(message, new Response(null, { status })),
  planetScale: (status: number) =>
    new PlanetScaleError({
      error: { code: "forbidden", message: "Forbidden" },
      request: new Request("https://api.planetscale.com/v1/organizations/acme/databases", {
        method: "POST",
      }),
      response: new Response(null, { status }),
    }),
};

test.each<[string, unknown, RegExp]>([
  [
    "a Cloudflare token that is too weak",
    refusedBy.cloudflare(403, "Error 403 creating worker: 10000: Authentication error"),
    /403[^]*CLOUDFLARE_API_TOKEN has the permissions.*dash\.cloudflare\.com\/profile\/api-tokens/,
  ],
  [
    "a DNS record in the way",
    refusedBy.cloudflare(409, "Error 409 creating custom domain binding: 100117: Hostname already"),
    /Delete the DNS record.*dash\.cloudflare\.com/,
  ],
  [
    "a PlanetScale token that is too weak",
    refusedBy.planetScale(403),
    /403[^]*POST \/v1\/organizations[^]*PLANETSCALE_SERVICE_TOKEN has the accesses.*app\.planetscale\.com/,
  ],
])("%s is named with the page to open", (_what, error, message) => {
  expect(explainFailure(error, [])).toMatch(message);
});

test("a missing setting is named with where it comes from", () => {
  let thrown: unknown;
  try {
    deployment("prd", { takeDown: false }, { ...SETTINGS, SLACK_SIGNING_SECRET: "" });
  } catch (error) {
    thrown = error;
  }
  expect(explainFailure(thrown, [])).toMatch(
    /^ {2}SLACK_SIGNING_SECRET is missing \(https:\/\/api\.slack\.com\/apps/m,
  );
});

test("a service that can't be reached is said in a line", async () => {
  const refused: unknown = await fetch("http://127.0.0.1:59999").catch((error: unknown) => error);
  expect(explainFailure(refused, [])).toBe(
    "A request did not get through: connect ECONNREFUSED 127.0.0.1:59999. " +
      "See that this machine reaches the internet, and run it again.",
  );
});

test("a failure of another kind is shown with its causes, but without a secret", () => {
  const error = new Error(`${SETTINGS.ALCHEMY_PASSWORD} does not open it`, {
    cause: new Error(`https://u1:pscale_pw_abc123@host refused ${SETTINGS.SERVICE_AUTH_TOKEN}`),
  });
  const text = explainFailure(error, secretSettings(SETTINGS));
  expect(text).toMatch(/\(ALCHEMY_PASSWORD\) does not open it[^]*https:\/\/u1:…@host refused/);
  for (const secret of SECRETS) expect(text).not.toContain(secret);
});
