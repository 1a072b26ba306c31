import { z } from "zod";

/** What is stored of anything that Slack sends: the body, and what it takes to find its home. */
export interface Delivery {
  /** `slack.message`, `slack.interactive.block_actions`, `slack.command`, … */
  type: string;
  /** Slack's id of the event; absent where Slack gives none that could be used. */
  externalId: string | undefined;
  /** The workspaces that may see it. */
  workspaces: Workspace[];
  /** JSON, as received. */
  payload: string;
  /** Set when it tells that the app has lost workspaces or whole enterprises: their ids, and since when. */
  disconnected?: { ids: string[]; at: Date };
}

/** A workspace by its team id; the enterprise is asked when no instance is linked to the team itself. */
export interface Workspace {
  team?: string | undefined;
  enterprise?: string | undefined;
}

/** Slack sends one. More than these would be no event but an attack on the statement that routes it. */
const MAX_WORKSPACES = 100;

// What has another shape than documented counts as absent: an event is kept even so.

const word = (max: number) =>
  z
    .string()
    .regex(new RegExp(`^[\\w.:-]{1,${max}}$`))
    .optional()
    .catch(undefined);

const typeName = word(64);
const workspaceId = word(64);

const workspaceSchema = z.object({ team_id: workspaceId, enterprise_id: workspaceId });
/** For whom an event is visible, and whether by an installation on the whole enterprise. */
const authorizationSchema = workspaceSchema.extend({
  is_enterprise_install: z.boolean().optional().catch(undefined),
});
const timeSchema = z.int().min(0).max(9_999_999_999).optional().catch(undefined);

/** The body of an Events API request: https://docs.slack.dev/apis/events-api/#event-type-structure */
export const eventSchema = z.object({
  ...workspaceSchema.shape,
  type: typeName,
  event_id: word(100),
  event_time: timeSchema,
  event: z
    .object({
      type: typeName,
      tokens: z
        .object({ bot: z.array(z.unknown()) })
        .optional()
        .catch(undefined),
    })
    .optional()
    .catch(undefined),
  authorizations: z.array(authorizationSchema.catch({})).catch([]),
});

export function deliveryOfEvent(payload: string, body: z.infer<typeof eventSchema>): Delivery {
  // What is about the app as a whole, such as app_rate_limited, has no inner event.
  const type = body.event ? body.event.type : body.type;
  const lost =
    type === "app_uninstalled" || (type === "tokens_revoked" && body.event?.tokens?.bot.length);
  // A channel that is shared belongs to a workspace that may not see into it: authorizations decide, and
  // the team only where there are none.
  const authorized = distinct(body.authorizations.map(workspaceOf));
  const isAuthorized = authorized.length > 0;
  return {
    type: `slack.${type ?? "unknown"}`,
    externalId: body.event_id,
    workspaces: isAuthorized ? authorized : distinct([workspaceOf(body)]),
    payload,
    ...(lost && {
      disconnected: {
        ids: (isAuthorized ? body.authorizations : [body])
          .flatMap(installationOf)
          .slice(0, MAX_WORKSPACES),
        at: body.event_time ? new Date(body.event_time * 1000) : new Date(),
      },
    }),
  };
}

/** The installation of an authorization. An event about a workspace says nothing of its enterprise's installation. */
function installationOf(by: z.infer<typeof authorizationSchema>): string[] {
  const id = by.is_enterprise_install ? by.enterprise_id : (by.team_id ?? by.enterprise_id);
  return id ? [id] : [];
}

const owner = z.object({ id: workspaceId }).optional().catch(undefined);
/** What people do with the app's buttons and dialogs: https://docs.slack.dev/reference/interaction-payloads */
export const interactionSchema = z.object({ type: typeName, team: owner, enterprise: owner });

export function deliveryOfInteraction(
  payload: string,
  { type = "unknown", team, enterprise }: z.infer<typeof interactionSchema>,
): Delivery {
  return {
    type: `slack.interactive.${type}`,
    externalId: undefined,
    workspaces: distinct([{ team: team?.id, enterprise: enterprise?.id }]),
    payload,
  };
}

/** A slash command, whose body is a form: https://docs.slack.dev/interactivity/implementing-slash-commands */
export function deliveryOfCommand(form: URLSearchParams): Delivery {
  const fields = Object.fromEntries(form);
  return {
    type: "slack.command",
    externalId: undefined,
    workspaces: distinct([workspaceOf(workspaceSchema.parse(fields))]),
    payload: JSON.stringify(fields),
  };
}

const workspaceOf = (ids: z.infer<typeof workspaceSchema>): Workspace => ({
  team: ids.team_id,
  enterprise: ids.enterprise_id,
});

function distinct(workspaces: Workspace[]): Workspace[] {
  const found = new Map<string, Workspace>();
  for (const { team, enterprise } of workspaces)
    if (team || enterprise) found.set(`${team} ${enterprise}`, { team, enterprise });
  return [...found.values()].slice(0, MAX_WORKSPACES);
}
