import { z } from "zod";

// What the server and the browser say to each other over an organization's WebSocket.

/** What somebody listening is told: the answers of these tRPC queries are out of date. */
export const liveMessage = z.object({
  type: z.literal("INVALIDATE"),
  /** Paths of queries: `machine.list`. */
  paths: z.array(z.string()).readonly(),
  /** When they are out of date for one instance of the organization alone. */
  instanceId: z.string().optional(),
  /** The tab whose mutation it was, which knows already. */
  tabId: z.string().optional(),
});

export type LiveMessage = z.infer<typeof liveMessage>;

/** Answered by the runtime, without waking the object. */
export const PING = "ping";
export const PONG = "pong";

/** Why the server closes a socket. */
export const CLOSE_CODE = {
  /** The session is over: revoked, expired, or its user banned. */
  sessionEnded: 4401,
  /** The user is no longer a member, or the organization is gone. */
  removed: 4403,
  /** The user has opened the organization too often; this was the socket silent for longest. */
  tooMany: 4429,
  /** It said something. A socket is for listening. */
  notUnderstood: 1008,
} as const;

export type CloseCode = (typeof CLOSE_CODE)[keyof typeof CLOSE_CODE];

/** The header that names the tab a mutation comes from. */
export const TAB_ID_HEADER = "x-tab-id";

/** For how long a message is kept for pages that are loading: their socket opens after they were rendered. */
export const KEPT_MS = 10_000;
