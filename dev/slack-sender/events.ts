import { randomBytes } from "node:crypto";

// Bodies as Slack's Events API sends them: https://docs.slack.dev/reference/events

/** The workspace an event comes from, as its body names it. */
export interface SlackWorkspace {
  team_id: string | null;
  enterprise_id?: string | null;
}

/** The `event` within the body. */
export interface InnerEvent {
  type: string;
  [field: string]: unknown;
}

/** An id as Slack makes them: a letter for its kind, then capitals and digits. */
export const slackId = (kind: string) =>
  kind + randomBytes(8).toString("hex").toUpperCase().slice(0, 10);

/** The timestamp that is the id of a message in its channel. */
const messageId = (date: Date) =>
  `${(date.getTime() / 1000).toFixed(3)}${randomBytes(2).readUInt16BE() % 900}`.padEnd(17, "0");

/** An `event_callback` around `event`, as an app installed in `workspace` gets it. */
export function eventCallback(workspace: SlackWorkspace, event: InnerEvent, date = new Date()) {
  const { team_id, enterprise_id = null } = workspace;
  return {
    token: "deprecated-verification-token",
    team_id,
    ...(enterprise_id && { enterprise_id }),
    context_team_id: team_id,
    context_enterprise_id: enterprise_id,
    api_app_id: "A0KRD7HC3",
    event,
    type: "event_callback",
    event_id: slackId("Ev"),
    event_time: Math.floor(date.getTime() / 1000),
    authorizations: [
      {
        enterprise_id,
        team_id,
        user_id: "U0KRQLJ9H",
        is_bot: true,
        is_enterprise_install: team_id === null,
      },
    ],
    is_ext_shared_channel: false,
  };
}

export type SlackBody = ReturnType<typeof eventCallback>;

/** What a sender and the demo data choose from. */
export const INNER_EVENTS = {
  message: (text: string, date = new Date()) => ({
    type: "message",
    user: "U061F7AUR",
    text,
    ts: messageId(date),
    client_msg_id: crypto.randomUUID(),
    channel: "C0123ABC4",
    channel_type: "channel",
    event_ts: messageId(date),
    blocks: [
      {
        type: "rich_text",
        block_id: "b1kLx",
        elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }],
      },
    ],
  }),
  app_mention: (text: string, date = new Date()) => ({
    type: "app_mention",
    user: "U061F7AUR",
    text: `<@U0KRQLJ9H> ${text}`,
    ts: messageId(date),
    channel: "C0123ABC4",
    event_ts: messageId(date),
  }),
  reaction_added: (_text: string, date = new Date()) => ({
    type: "reaction_added",
    user: "U024BE7LH",
    reaction: "thumbsup",
    item_user: "U061F7AUR",
    item: { type: "message", channel: "C0123ABC4", ts: messageId(date) },
    event_ts: messageId(date),
  }),
  member_joined_channel: (_text: string, date = new Date()) => ({
    type: "member_joined_channel",
    user: "U024BE7LH",
    channel: "C0123ABC4",
    channel_type: "C",
    inviter: "U061F7AUR",
    event_ts: messageId(date),
  }),
  app_uninstalled: () => ({ type: "app_uninstalled" }),
  tokens_revoked: () => ({
    type: "tokens_revoked",
    tokens: { oauth: [] as string[], bot: ["U0KRQLJ9H"] },
  }),
} satisfies Record<string, (text: string, date?: Date) => InnerEvent>;

export type InnerEventType = keyof typeof INNER_EVENTS;

/** What happens in a workspace all day; the others say that the app was removed. */
export const EVERYDAY_TYPES = [
  "message",
  "message",
  "message",
  "app_mention",
  "reaction_added",
  "member_joined_channel",
] as const satisfies InnerEventType[];

const TEXTS = [
  "The nightly build is green again.",
  "Can somebody restart worker-1?",
  "Deploying 2.14 to staging now 🚀",
  "api-2 answers slowly since this morning.",
  "Thanks, that fixed it!",
  "Who is on call this week?",
];

/** One of what happens in a workspace all day. The same number gives the same kind and text. */
export function everydayEvent(workspace: SlackWorkspace, number: number, date = new Date()) {
  const type = EVERYDAY_TYPES[number % EVERYDAY_TYPES.length] ?? "message";
  const text = TEXTS[number % TEXTS.length] ?? "";
  return eventCallback(workspace, INNER_EVENTS[type](text, date), date);
}
