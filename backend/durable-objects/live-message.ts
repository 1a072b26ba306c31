// What the server and the browser say to each other over an organization's WebSocket.

/** What somebody listening is told: the answers of these tRPC queries are out of date. */
export interface LiveMessage {
  type: "INVALIDATE";
  /** Paths of queries: `machine.list`. */
  paths: readonly string[];
  /** When they are out of date for one instance of the organization alone. */
  instanceId?: string | undefined;
  /** The tab whose mutation it was, which knows already. */
  tabId?: string | undefined;
}

/**
 * A message as it came over the wire, or undefined when it is not one that is known here. By hand, since a schema
 * library would be a tenth of all that an open page loads.
 */
export function readLiveMessage(text: string): LiveMessage | undefined {
  let message: Record<keyof LiveMessage, unknown>;
  try {
    message = { ...EMPTY, ...JSON.parse(text) };
  } catch {
    return undefined;
  }
  const { type, paths, instanceId, tabId } = message;
  if (type !== "INVALIDATE" || !Array.isArray(paths) || !paths.every(isString)) return undefined;
  if (!isOptionalString(instanceId) || !isOptionalString(tabId)) return undefined;
  return { type, paths, instanceId, tabId };
}

const EMPTY = { type: undefined, paths: undefined, instanceId: undefined, tabId: undefined };

const isString = (value: unknown): value is string => typeof value === "string";
const isOptionalString = (value: unknown): value is string | undefined =>
  value === undefined || isString(value);
