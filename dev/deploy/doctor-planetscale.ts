import type { Deployment } from "../../env.ts";
import { Problem } from "../setup/step.mjs";
import { DATABASE, MAIN_BRANCH, planetScale } from "./branch.ts";
import { DEFAULT_CLUSTER_SIZE, DEFAULT_REGION } from "./database.ts";
import { type Finding, ok, toDo } from "./finding.ts";
import { databasePage, planetScaleTokensPage } from "./pages.ts";

const FREE_PLANS = new Set(["hobby", "free"]);

/** Looks whether the token opens the organization. */
export async function planetScaleAccess(deployment: Deployment): Promise<Finding> {
  const { organization, found, tokens } = await look(deployment);
  if (found.response.status === 401)
    return toDo(
      "PLANETSCALE_SERVICE_TOKEN_ID and PLANETSCALE_SERVICE_TOKEN are not known to PlanetScale: make a token " +
        tokens,
    );
  return found.data
    ? ok(`PlanetScale: the token opens the organization ${organization}`)
    : toDo(
        `PLANETSCALE_ORGANIZATION is ${organization}, which the token does not see: correct it, or give the ` +
          `token read_organization ${tokens}`,
      );
}

async function look(deployment: Deployment) {
  const { api, path } = planetScale(deployment);
  const { organization } = path;
  const found = await api.getOrganization({ path: { organization }, throwOnError: false });
  if (found.response.status >= 500)
    throw new Problem(`PlanetScale answers ${found.response.status}: try again later.`);
  return {
    organization,
    found,
    tokens: `at ${planetScaleTokensPage(deployment)}`,
  };
}

/** Looks whether the database is, or can be made, as the settings say. */
export async function* planetScaleDatabase(deployment: Deployment): AsyncGenerator<Finding> {
  const { api, path } = planetScale(deployment);
  const { organization, found, tokens } = await look(deployment);
  if (!found.data) return;

  const { data: database } = await api.getDatabase({ path, throwOnError: false });
  if (!database) {
    if (!deployment.production)
      return yield toDo(
        `PLANETSCALE_ORGANIZATION has no database ${DATABASE} that the token sees: deploy prd first, or give ` +
          `the token read_database for it ${tokens}`,
      );
    yield FREE_PLANS.has(found.data.plan) || !found.data.valid_billing_info
      ? toDo(
          `PLANETSCALE_ORGANIZATION is on the plan "${found.data.plan}" without a way to pay for a database: ` +
            `https://app.planetscale.com/${organization}/settings/billing`,
        )
      : ok(`PlanetScale: the plan is ${found.data.plan}`);
    return yield await regionIsThere(deployment);
  }

  if (database.kind !== "mysql")
    return yield toDo(
      `PLANETSCALE_ORGANIZATION has a database ${DATABASE} that is ${database.kind}, not mysql: rename it ` +
        databasePage(deployment, "/settings"),
    );
  const { slug } = database.region;
  yield deployment.PLANETSCALE_REGION && deployment.PLANETSCALE_REGION !== slug
    ? toDo(
        `PLANETSCALE_REGION is ${deployment.PLANETSCALE_REGION}, but the database is in ${slug}, where it stays: ` +
          "set that, or leave the setting out",
      )
    : ok(`PlanetScale: the database is in ${slug}, on the plan ${database.plan}`);

  const main = await api.getBranch({
    path: { ...path, branch: MAIN_BRANCH },
    throwOnError: false,
  });
  if (main.response.status === 403)
    return yield toDo(`PLANETSCALE_SERVICE_TOKEN lacks read_branch: give it that ${tokens}`);
  const size = main.data?.cluster_name;
  if (deployment.production && size)
    yield deployment.PLANETSCALE_CLUSTER_SIZE && deployment.PLANETSCALE_CLUSTER_SIZE !== size
      ? toDo(
          `PLANETSCALE_CLUSTER_SIZE is ${deployment.PLANETSCALE_CLUSTER_SIZE}, but production's branch has ${size}. ` +
            `No deploy resizes it: do it at ${databasePage(deployment, `/${MAIN_BRANCH}/cluster-config`)}, or set ` +
            "that, or leave the setting out",
        )
      : ok(`PlanetScale: production's branch has the size ${size}`);

  const requests = await api.listDeployRequests({ path, throwOnError: false });
  yield requests.data
    ? ok("PlanetScale: the token sees branches and deploy requests")
    : toDo(`PLANETSCALE_SERVICE_TOKEN lacks read_deploy_request: give it that ${tokens}`);
}

async function regionIsThere(deployment: Deployment): Promise<Finding> {
  const { api, path } = planetScale(deployment);
  const { organization } = path;
  const wanted = deployment.PLANETSCALE_REGION ?? DEFAULT_REGION;
  const size = deployment.PLANETSCALE_CLUSTER_SIZE ?? DEFAULT_CLUSTER_SIZE;
  const { data } = await api.listRegionsForOrganization({
    path: { organization },
    query: { per_page: 100 },
    throwOnError: false,
  });
  const regions = data?.data.filter(({ enabled }) => enabled).map(({ slug }) => slug) ?? [];
  return regions.includes(wanted)
    ? ok(`PlanetScale: the database will be made in ${wanted}, as ${size}, where it stays`)
    : toDo(`PLANETSCALE_REGION is ${wanted}, which is none of: ${regions.join(", ")}`);
}
