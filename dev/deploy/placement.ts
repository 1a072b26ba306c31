/** AWS regions that PlanetScale calls otherwise. Others have AWS's or GCP's name behind the cloud's. */
const AWS_REGIONS: Readonly<Record<string, string>> = {
  "ap-northeast": "ap-northeast-1",
  "ap-south": "ap-south-1",
  "ap-southeast": "ap-southeast-1",
  "eu-central": "eu-central-1",
  "eu-west": "eu-west-1",
  "us-east": "us-east-1",
  "us-west": "us-west-2",
};

/**
 * Where the app worker runs: in the data centre that is nearest to the database, since a request takes several
 * statements. Smart placement finds it only after some traffic, so it is for regions that have no hint.
 *
 * Regions: https://planetscale.com/docs/plans/regions
 * Hints: https://planetscale.com/docs/vitess/integrations/cloudflare-workers
 */
export function placement(region: string): { region: string } | { mode: "smart" } {
  const aws = AWS_REGIONS[region] ?? /^aws-(.+-\d)$/.exec(region)?.[1];
  if (aws) return { region: `aws:${aws}` };
  const gcp = /^gcp-(.+\d)$/.exec(region)?.[1];
  return gcp ? { region: `gcp:${gcp}` } : { mode: "smart" };
}
