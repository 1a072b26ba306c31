import * as z from "zod/mini";

// What the server and the browser say to each other over an organization's WebSocket.

/** What somebody listening is told: the answers of these tRPC queries are out of date. */
export const liveMessage = z.object({
  type: z.literal("INVALIDATE"),
  /** Paths of queries: `machine.list`. */
  paths: z.readonly(z.array(z.string())),
  /** When they are out of date for one instance of the organization alone. */
  instanceId: z.optional(z.string()),
  /** The tab whose mutation it was, which knows already. */
  tabId: z.optional(z.string()),
});

export type LiveMessage = z.infer<typeof liveMessage>;
