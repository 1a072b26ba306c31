import type { Deployment } from "../../env.ts";

const PLANETSCALE_TOKENS = "https://app.planetscale.com/~/settings/service-tokens";
const OWN_SECRET = "make one with: openssl rand -hex 32";
const SHARED_SECRET = `take the other stages', or ${OWN_SECRET}`;

/** Where a setting's value comes from: the page to open, or what to run. */
export const PAGE_OF: Readonly<Record<string, string>> = {
  CLOUDFLARE_ACCOUNT_ID: "it is in the address of https://dash.cloudflare.com",
  CLOUDFLARE_API_TOKEN: "https://dash.cloudflare.com/profile/api-tokens",
  PLANETSCALE_ORGANIZATION: "it is in the address of https://app.planetscale.com",
  PLANETSCALE_SERVICE_TOKEN_ID: PLANETSCALE_TOKENS,
  PLANETSCALE_SERVICE_TOKEN: PLANETSCALE_TOKENS,
  GOOGLE_CLIENT_ID: "https://console.cloud.google.com/auth/clients",
  GOOGLE_CLIENT_SECRET: "https://console.cloud.google.com/auth/clients",
  SLACK_CLIENT_ID: "https://api.slack.com/apps, Basic Information",
  SLACK_CLIENT_SECRET: "https://api.slack.com/apps, Basic Information",
  SLACK_SIGNING_SECRET: "https://api.slack.com/apps, Basic Information",
  BETTER_AUTH_SECRET: OWN_SECRET,
  SERVICE_AUTH_TOKEN: OWN_SECRET,
  ALCHEMY_PASSWORD: SHARED_SECRET,
  ALCHEMY_STATE_TOKEN: SHARED_SECRET,
  VITE_PUBLIC_URL: "the address that people are to open, such as https://os2.example.org",
};

export const databasePage = ({ PLANETSCALE_ORGANIZATION }: Deployment, rest = "") =>
  `https://app.planetscale.com/${PLANETSCALE_ORGANIZATION}/os2${rest}`;

export const planetScaleTokensPage = ({ PLANETSCALE_ORGANIZATION }: Deployment) =>
  `https://app.planetscale.com/${PLANETSCALE_ORGANIZATION}/settings/service-tokens`;

export const cloudflarePage = ({ CLOUDFLARE_ACCOUNT_ID }: Deployment, rest: string) =>
  `https://dash.cloudflare.com/${CLOUDFLARE_ACCOUNT_ID}${rest}`;
