// What the server and the browser agree on about an organization's WebSocket, besides its messages:
// those are in live-message.ts, apart because zod is too large for what every page loads.

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
