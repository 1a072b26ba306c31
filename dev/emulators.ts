import { createEmulator } from "emulate";
import type { AppEnv, LocalStack } from "../env.ts";
import {
  LONG_GOOGLE_ACCOUNT,
  PEOPLE,
  SPARE_GOOGLE_ACCOUNTS,
  UNVERIFIED_GOOGLE_ACCOUNT,
} from "./people.ts";
import { startSlackStandIn } from "./slack-stand-in.ts";

/** Google's and Slack's sign-in and API, as far as OS2 uses them, on the stack's own ports. */
export async function startEmulators({ ports }: LocalStack, env: AppEnv) {
  const callback = (path: string) => `${env.VITE_PUBLIC_URL}/api/auth/${path}`;

  const google = await createEmulator({
    service: "google",
    port: ports.google,
    baseUrl: `http://localhost:${ports.google}`,
    seed: {
      google: {
        users: [
          ...[...PEOPLE, ...SPARE_GOOGLE_ACCOUNTS].map(({ email, name }) => ({ email, name })),
          LONG_GOOGLE_ACCOUNT,
          { ...UNVERIFIED_GOOGLE_ACCOUNT, email_verified: false },
        ],
        oauth_clients: [
          {
            client_id: env.GOOGLE_CLIENT_ID,
            client_secret: env.GOOGLE_CLIENT_SECRET,
            name: "OS2",
            redirect_uris: [callback("callback/google"), callback("integrations/callback/google")],
          },
        ],
      },
    },
  });

  const slack = await createEmulator({
    service: "slack",
    port: 0,
    seed: {
      slack: {
        team: { name: "Acme", domain: "acme" },
        users: PEOPLE.map(({ email, name }) => ({
          name: email.replace(/@.*/, ""),
          real_name: name,
          email,
        })),
        oauth_apps: [
          {
            client_id: env.SLACK_CLIENT_ID,
            client_secret: env.SLACK_CLIENT_SECRET,
            name: "OS2",
            redirect_uris: [callback("integrations/callback/slack-bot")],
          },
        ],
        signing_secret: env.SLACK_SIGNING_SECRET,
      },
    },
  });

  const slackStandIn = await startSlackStandIn({ port: ports.slack, emulatorUrl: slack.url });

  return {
    stop: async () => {
      await Promise.all([google.close(), slackStandIn.close()]);
      await slack.close();
    },
  };
}
