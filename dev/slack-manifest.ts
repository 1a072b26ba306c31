import { SLACK_BOT_SCOPES } from "../backend/auth/slack-scopes.ts";

/** What Slack sends us. Each needs the scope that lets the bot see it. */
const BOT_EVENTS = [
  "app_uninstalled",
  "message.channels",
  "message.groups",
  "message.im",
  "message.mpim",
  "reaction_added",
  "reaction_removed",
  "tokens_revoked",
];

/** A Slack app's settings, to be pasted into "Create app from a manifest". https://docs.slack.dev/reference/app-manifest */
export const slackManifest = (publicUrl: string) => ({
  display_information: {
    name: "OS2",
    description: "Brings what happens in Slack to your instances.",
  },
  features: {
    bot_user: { display_name: "OS2", always_online: true },
    // Without this tab people can't write to the bot, and message.im never arrives. Slack's assistant pane is for
    // bots that answer there, which this one does not.
    app_home: {
      home_tab_enabled: false,
      messages_tab_enabled: true,
      messages_tab_read_only_enabled: false,
    },
  },
  oauth_config: {
    redirect_urls: [`${publicUrl}/api/auth/integrations/callback/slack-bot`],
    scopes: { bot: SLACK_BOT_SCOPES },
  },
  settings: {
    event_subscriptions: {
      request_url: `${publicUrl}/api/integrations/slack/webhook`,
      bot_events: BOT_EVENTS,
    },
    interactivity: {
      is_enabled: true,
      request_url: `${publicUrl}/api/integrations/slack/interactive`,
    },
    org_deploy_enabled: true,
    socket_mode_enabled: false,
    token_rotation_enabled: false,
  },
});

/** The file in the repository, for an address that stands for one's own. */
export const MANIFEST_FILE = "slack-manifest.json";
export const manifestText = (publicUrl = "https://os2.example.org") =>
  `${JSON.stringify(slackManifest(publicUrl), undefined, 2)}\n`;
