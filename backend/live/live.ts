import { waitUntil } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { db } from "../db/client.ts";
import { organizationUserMembership as membership } from "../db/schema.ts";
import { CLOSE_CODE } from "../durable-objects/live-protocol.ts";
import type { Whose } from "../durable-objects/organization-websocket.ts";
import { bindings } from "../env.ts";
import { logError } from "../log/log.ts";
import type { Stale } from "./stale-paths.ts";

// What the rest of the app tells open dashboards. Everything here happens after the answer has gone: it
// delays nothing, and when it fails the change it speaks of has happened all the same.

interface Where {
  organizationId: string;
  instanceId?: string | undefined;
  /** The browser tab that asked for the change. */
  tabId?: string | undefined;
}

/** Tells everybody who has the organization open which answers are out of date. */
export function announce(stale: Stale, { organizationId, instanceId, tabId }: Where) {
  const room = roomOf(organizationId);
  const { organization = [], instance = [] } = stale;
  const changedAt = Date.now();
  if (organization.length > 0)
    inBackground(() =>
      room.broadcast({ type: "INVALIDATE", paths: organization, tabId }, changedAt),
    );
  if (instance.length > 0)
    inBackground(() =>
      room.broadcast({ type: "INVALIDATE", paths: instance, instanceId, tabId }, changedAt),
    );
}

/** Like `announce`, for what can come in floods: at most twice a second for each instance. */
export function announceThrottled(stale: Stale, { organizationId, instanceId }: Where) {
  const { organization = [], instance = [] } = stale;
  const message = { type: "INVALIDATE", paths: [...organization, ...instance] } as const;
  inBackground(() => roomOf(organizationId).broadcastThrottled({ ...message, instanceId }));
}

/** Shows somebody out of an organization that they are no longer a member of. */
export function disconnectMember({
  organizationId,
  userId,
}: {
  organizationId: string;
  userId: string;
}) {
  inBackground(() => roomOf(organizationId).disconnect({ userId }, CLOSE_CODE.removed));
}

/** Shows everybody out of an organization that is gone. */
export function disconnectOrganization(organizationId: string) {
  inBackground(() => roomOf(organizationId).disconnect("everybody", CLOSE_CODE.removed));
}

interface EndedSession {
  id: string;
  /** Those that it could see. */
  organizationIds: string[];
}

/** Closes the sockets of sessions that are over. */
export function disconnectSessions(sessions: EndedSession[]) {
  for (const { id: sessionId, organizationIds } of sessions)
    for (const organizationId of organizationIds)
      inBackground(() => roomOf(organizationId).disconnect({ sessionId }, CLOSE_CODE.sessionEnded));
}

/** Closes the sockets of a session that is over, wherever its user is a member: asks the database where. */
export function disconnectSession({ userId, sessionId }: { userId: string; sessionId: string }) {
  inBackground(() => disconnectEverywhere({ sessionId }, userId));
}

/** Closes all sockets of a user in the organizations given, also of a session that has begun just now. */
export function disconnectUser({
  userId,
  organizationIds,
}: {
  userId: string;
  organizationIds: string[];
}) {
  for (const organizationId of organizationIds)
    inBackground(() => roomOf(organizationId).disconnect({ userId }, CLOSE_CODE.sessionEnded));
}

async function disconnectEverywhere(whose: Whose, userId: string) {
  const organizations = await db
    .select({ id: membership.organizationId })
    .from(membership)
    .where(eq(membership.userId, userId));
  await Promise.all(
    organizations.map(({ id }) => roomOf(id).disconnect(whose, CLOSE_CODE.sessionEnded)),
  );
}

const roomOf = (organizationId: string) =>
  bindings.ORGANIZATION_WEBSOCKET.getByName(organizationId);

function inBackground(work: () => Promise<unknown>) {
  waitUntil(afterAnswer(work).catch((error: unknown) => logError("live update lost", error)));
}

/**
 * A call to an object of this process is run before anything else, and so are the sends it makes: with a
 * thousand sockets the answer would wait 70 ms for them. A timer comes after all that is ready to run, the
 * answer's way out among it.
 */
async function afterAnswer(work: () => Promise<unknown>) {
  await scheduler.wait(0);
  await work();
}
