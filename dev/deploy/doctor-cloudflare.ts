import { z } from "zod";
import type { Deployment } from "../../env.ts";
import { Problem } from "../setup/step.mjs";
import { type Finding, note, ok, toDo } from "./finding.ts";
import { cloudflarePage, PAGE_OF } from "./pages.ts";
import { stateStoreOf } from "./state-store.ts";
import { OUR_TAG, workerName } from "./workers.ts";

const TOKENS = `at ${PAGE_OF.CLOUDFLARE_API_TOKEN}`;

const zoneSchema = z.object({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  account: z.object({ id: z.string() }),
});
type Zone = z.infer<typeof zoneSchema>;

const domainsSchema = z.array(z.object({ hostname: z.string(), service: z.string() }));
const recordsSchema = z.array(z.object({ type: z.string(), name: z.string() }));
const serviceSchema = z.object({
  default_environment: z.object({
    script: z.object({ tags: z.array(z.string()).nullish() }),
  }),
});
const addressesSchema = z.object({ enabled: z.boolean(), previews_enabled: z.boolean() });
const subdomainSchema = z.object({ subdomain: z.string() });

/** A zone's record of these types answers for a name; others may stand beside a worker's. */
const ANSWERS_FOR_A_NAME = new Set(["A", "AAAA", "CNAME"]);

type Ask = ReturnType<typeof client>;

/** Looks whether the token opens the account's workers. */
export async function cloudflareAccess(deployment: Deployment): Promise<Finding> {
  const ask = client(deployment);
  const account = `/accounts/${deployment.CLOUDFLARE_ACCOUNT_ID}`;

  const verified =
    (await ask("/user/tokens/verify", z.unknown())) ??
    (await ask(`${account}/tokens/verify`, z.unknown()));
  if (!verified) return toDo(`CLOUDFLARE_API_TOKEN is not known to Cloudflare: make one ${TOKENS}`);
  if (!(await ask(`${account}/workers/scripts`, z.unknown())))
    return toDo(
      "CLOUDFLARE_API_TOKEN does not open the workers of CLOUDFLARE_ACCOUNT_ID: give it " +
        `Account → Workers Scripts → Edit for that account ${TOKENS}, or correct the account`,
    );
  return ok("Cloudflare: the token opens the account's workers");
}

/** Looks whether the account is ready for what a deploy makes, and whether the names are free. */
export async function* cloudflareNames(
  deployment: Deployment,
  { adopt }: { adopt: boolean },
): AsyncGenerator<Finding> {
  const ask = client(deployment);
  const account = `/accounts/${deployment.CLOUDFLARE_ACCOUNT_ID}`;
  const subdomain = await ask(`${account}/workers/subdomain`, subdomainSchema);
  yield subdomain
    ? ok("Cloudflare: the account has a workers.dev subdomain, which the records of deploys need")
    : toDo(
        "CLOUDFLARE_ACCOUNT_ID has no workers.dev subdomain yet, which the records of deploys need: open " +
          `${cloudflarePage(deployment, "/workers-and-pages")} once`,
      );
  if (subdomain) yield* stateStore(deployment, ask, subdomain.subdomain);
  for (const name of [workerName(deployment, "app"), workerName(deployment, "edge-proxy")])
    yield* workerIsFree(deployment, ask, name, adopt);
  yield* hostIsFree(deployment, ask);
}

async function* stateStore(
  deployment: Deployment,
  ask: Ask,
  subdomain: string,
): AsyncGenerator<Finding> {
  const name = stateStoreOf(deployment);
  if (!(await ask(serviceOf(deployment, name), z.unknown()))) return;
  const response = await fetch(`https://${name}.${subdomain}.workers.dev`, {
    method: "HEAD",
    redirect: "manual",
    headers: { authorization: `Bearer ${deployment.ALCHEMY_STATE_TOKEN}` },
  }).catch(() => undefined);
  const page = cloudflarePage(deployment, `/workers/services/view/${name}`);
  // Right after its first deploy it has no certificate yet; alchemy waits for that.
  if (!response) return yield note(`Cloudflare: ${name} can't be reached (${page})`);
  if (response.ok) return yield ok(`Cloudflare: ALCHEMY_STATE_TOKEN opens ${name}`);
  yield response.status === 401
    ? toDo(
        `ALCHEMY_STATE_TOKEN is not the one that the worker ${name} has: all stages whose records it keeps ` +
          `have the same one. docs/operate.md says how to replace it (${page})`,
      )
    : toDo(
        `CLOUDFLARE_ACCOUNT_ID has the worker ${name}, which answers ${response.status}: see that workers.dev is not ` +
          `behind Cloudflare Access (${page})`,
      );
}

async function* workerIsFree(
  deployment: Deployment,
  ask: Ask,
  name: string,
  adopt: boolean,
): AsyncGenerator<Finding> {
  const service = await ask(serviceOf(deployment, name), serviceSchema);
  if (!service) return yield ok(`Cloudflare: the name ${name} is free`);
  const page = cloudflarePage(deployment, `/workers/services/view/${name}`);
  if (!service.default_environment.script.tags?.includes(OUR_TAG))
    return yield adopt
      ? note(`Cloudflare: ${name} was not deployed by this app, and is taken over (${page})`)
      : toDo(
          `CLOUDFLARE_ACCOUNT_ID has a worker ${name} that this app did not deploy: delete it (${page}), or ` +
            "take it over with --adopt",
        );
  yield ok(`Cloudflare: ${name} is there, and will be updated`);
  const addresses = await ask(
    `/accounts/${deployment.CLOUDFLARE_ACCOUNT_ID}/workers/scripts/${name}/subdomain`,
    addressesSchema,
  );
  if (addresses?.enabled || addresses?.previews_enabled)
    yield note(
      `Cloudflare: ${name} has an address besides the domain: turn workers.dev and preview URLs off under ` +
        `Settings, Domains & Routes (${page})`,
    );
}

const serviceOf = ({ CLOUDFLARE_ACCOUNT_ID }: Deployment, name: string) =>
  `/accounts/${CLOUDFLARE_ACCOUNT_ID}/workers/services/${name}`;

async function* hostIsFree(deployment: Deployment, ask: Ask): AsyncGenerator<Finding> {
  const { CLOUDFLARE_ACCOUNT_ID } = deployment;
  const { host } = new URL(deployment.appEnv("https://not-known-yet.invalid").VITE_PUBLIC_URL);
  const zone = await zoneOf(ask, host);
  if (!zone)
    return yield toDo(
      `VITE_PUBLIC_URL is at ${host}, and CLOUDFLARE_API_TOKEN sees no zone for it: add the domain to the account ` +
        `(${cloudflarePage(deployment, "/domains")}), or give the token Zone → Zone → Read for it ${TOKENS}`,
    );
  if (zone.account.id !== CLOUDFLARE_ACCOUNT_ID)
    return yield toDo(
      `VITE_PUBLIC_URL is at ${host}, whose zone ${zone.name} is in another account than CLOUDFLARE_ACCOUNT_ID`,
    );
  yield zone.status === "active"
    ? ok(`Cloudflare: the zone ${zone.name} is active`)
    : toDo(
        `VITE_PUBLIC_URL is at ${host}, whose zone ${zone.name} is "${zone.status}": finish its set-up at ` +
          cloudflarePage(deployment, `/${zone.name}`),
      );

  const domains = await ask(
    `/accounts/${CLOUDFLARE_ACCOUNT_ID}/workers/domains?hostname=${host}`,
    domainsSchema,
  );
  const edge = workerName(deployment, "edge-proxy");
  const bound = domains?.find(({ hostname }) => hostname === host);
  if (bound)
    return yield bound.service === edge
      ? ok(`Cloudflare: ${host} leads to ${edge}`)
      : toDo(
          `VITE_PUBLIC_URL is at ${host}, which leads to another worker, ${bound.service}: remove the domain there ` +
            `(${cloudflarePage(deployment, `/workers/services/view/${bound.service}`)}), or choose another`,
        );
  const records = await ask(`/zones/${zone.id}/dns_records?name=${host}`, recordsSchema);
  const page = cloudflarePage(deployment, `/${zone.name}/dns/records`);
  if (!records)
    return yield note(
      `Cloudflare: the token may not look for a DNS record of ${host}, which must have none (${page}). ` +
        `Zone → DNS → Read lets it`,
    );
  const inTheWay = records.find(({ type }) => ANSWERS_FOR_A_NAME.has(type));
  yield inTheWay
    ? toDo(
        `VITE_PUBLIC_URL is at ${host}, which has a DNS record of type ${inTheWay.type}: delete it (${page}). ` +
          "Cloudflare makes one for the worker",
      )
    : ok(`Cloudflare: ${host} has no DNS record in the way`);
}

/** The zone that has a host: the longest name above it. */
async function zoneOf(ask: Ask, host: string): Promise<Zone | undefined> {
  const labels = host.split(".");
  for (let from = 0; from < labels.length - 1; from++) {
    const name = labels.slice(from).join(".");
    const zones = await ask(`/zones?name=${name}`, z.array(zoneSchema));
    const zone = zones?.find((candidate) => candidate.name === name);
    if (zone) return zone;
  }
  return undefined;
}

/** Asks Cloudflare's API. What is refused or not there is undefined. */
function client({ CLOUDFLARE_API_TOKEN, CLOUDFLARE_BASE_URL }: Deployment) {
  const base = CLOUDFLARE_BASE_URL ?? "https://api.cloudflare.com/client/v4";
  return async <T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> => {
    const response = await fetch(`${base}${path}`, {
      headers: { authorization: `Bearer ${CLOUDFLARE_API_TOKEN}` },
    });
    if (response.status >= 500)
      throw new Problem(`Cloudflare answers ${response.status} to GET ${path}: try again later.`);
    if (!response.ok) return undefined;
    return z.object({ result: schema }).parse(await response.json()).result;
  };
}
