import type { Deployment } from "../../env.ts";
import { cloudflareAccess, cloudflareNames } from "./doctor-cloudflare.ts";
import { planetScaleAccess, planetScaleDatabase } from "./doctor-planetscale.ts";
import type { Finding } from "./finding.ts";

/** Looks at the accounts that a deploy needs, and changes nothing there. */
export async function* examine(
  deployment: Deployment,
  { adopt }: { adopt: boolean },
): AsyncGenerator<Finding> {
  for await (const finding of examineAccess(deployment)) {
    yield finding;
    // All other checks need the tokens.
    if (finding.is === "to do") return;
  }
  yield* cloudflareNames(deployment, { adopt });
  yield* planetScaleDatabase(deployment);
}

/** Looks whether the tokens open the accounts. */
export async function* examineAccess(deployment: Deployment): AsyncGenerator<Finding> {
  yield await cloudflareAccess(deployment);
  yield await planetScaleAccess(deployment);
}

/** Prints what is found, a line each. @returns whether nothing is in the way. */
export async function report(findings: AsyncIterable<Finding>): Promise<boolean> {
  let fine = true;
  for await (const { is, text } of findings) {
    console.log(`${is.padEnd(6)}${text}`);
    fine &&= is !== "to do";
  }
  return fine;
}

/** The addresses that Google and Slack must know, to be pasted there. */
export function addresses(publicUrl: string): string {
  return [
    "Google, https://console.cloud.google.com/auth/clients: authorized redirect URIs",
    ...googleRedirectUris(publicUrl).map((uri) => `  ${uri}`),
    `Slack, https://api.slack.com/apps, "Create New App", "From a manifest": what this prints`,
    `  pnpm slack:manifest ${publicUrl}`,
  ].join("\n");
}

export const googleRedirectUris = (publicUrl: string) => [
  `${publicUrl}/api/auth/callback/google`,
  `${publicUrl}/api/auth/integrations/callback/google`,
];
