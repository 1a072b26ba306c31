import { PlanetScaleError } from "alchemy/planetscale";
import { inspect } from "node:util";
import { EnvError, secretSettings } from "../../env.ts";
import { Problem } from "../setup/step.mjs";
import { PAGE_OF } from "./pages.ts";

const REFUSED = new Set([401, 403, 404]);
const NETWORK_ERRORS = new Set([
  "EAI_AGAIN",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "ETIMEDOUT",
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_SOCKET",
]);
/** The app's own password, which is in no setting. */
const DATABASE_PASSWORD = /pscale_\w+/g;

/** Says why a command ended: the setting that it has to do with and the page to open, where that is known. */
export function explainFailure(error: unknown, secrets = secretSettings()): string {
  let text = reasonOf(error).replaceAll(DATABASE_PASSWORD, "…");
  for (const { name, value } of secrets)
    if (value.length >= 8) text = text.replaceAll(value, `(${name})`);
  return text;
}

function reasonOf(error: unknown): string {
  if (error instanceof Problem) return error.message;
  if (error instanceof EnvError) return withPages(error);
  if (error instanceof PlanetScaleError) {
    const asked = `${error.message} (${error.method} ${new URL(error.url).pathname})`;
    return REFUSED.has(error.status)
      ? `${asked}\nSee that PLANETSCALE_SERVICE_TOKEN has the accesses that docs/deploy.md lists: ` +
          `${PAGE_OF.PLANETSCALE_SERVICE_TOKEN}`
      : asked;
  }
  if (isCloudflareError(error)) {
    if (/\b100117\b/.test(error.message))
      return `${error.message}\nDelete the DNS record of that name: https://dash.cloudflare.com, your domain, DNS`;
    return REFUSED.has(error.status)
      ? `${error.message}\nSee that CLOUDFLARE_API_TOKEN has the permissions that docs/deploy.md lists: ` +
          `${PAGE_OF.CLOUDFLARE_API_TOKEN}`
      : error.message;
  }
  const lost = lostConnection(error);
  if (lost)
    return `A request did not get through: ${lost}. See that this machine reaches the internet, and run it again.`;
  return inspect(error);
}

/** The network's error, when that is the cause. */
function lostConnection(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const isOfNetwork = "code" in error && NETWORK_ERRORS.has(String(error.code));
  return isOfNetwork ? error.message : lostConnection(error.cause);
}

/** alchemy's error, told by its name: its class comes with all of alchemy, which takes seconds to load. */
const isCloudflareError = (error: unknown): error is Error & { status: number } =>
  error instanceof Error && error.name === "CloudflareApiError" && "status" in error;

function withPages({ problems }: EnvError) {
  const lines = problems.map(({ name, message }) => {
    const page = PAGE_OF[name];
    return `  ${name} ${message}${page ? ` (${page})` : ""}`;
  });
  return ["The environment is not usable:", ...lines].join("\n");
}
