import { and, eq, sql } from "drizzle-orm";
import { type Context, Hono } from "hono";
import { z } from "zod";
import { readSessionToken } from "../auth/session-token.ts";
import { db } from "../db/client.ts";
import { instance, organizationUserMembership as membership, session, user } from "../db/schema.ts";
import { upgradeRequest } from "../durable-objects/organization-websocket.ts";
import { bindings, env } from "../env.ts";
import { logError } from "../log/log.ts";
import { noteCaller } from "../log/request-record.ts";
import { impersonator, sessionIsLive } from "../trpc/session.ts";

const id = z.string().min(1).max(64);
const inputSchema = z.object({
  organizationId: id,
  instanceId: id.optional(),
  renderedAt: z.coerce.number().nonnegative().optional(),
});

/** What has to be true at this moment, in one statement, as for the calls of the API: see authorize.ts. */
const authorization = db
  .select({
    userId: user.id,
    sessionId: session.id,
    sessionExpiresAt: session.expiresAt,
    membershipId: membership.id,
    instanceId: instance.id,
  })
  .from(session)
  .innerJoin(user, eq(user.id, session.userId))
  .leftJoin(impersonator, eq(impersonator.id, session.impersonatedBy))
  .leftJoin(
    membership,
    and(
      eq(membership.organizationId, sql.placeholder("organizationId")),
      eq(membership.userId, user.id),
    ),
  )
  .leftJoin(
    instance,
    and(
      eq(instance.organizationId, membership.organizationId),
      eq(instance.id, sql.placeholder("instanceId")),
    ),
  )
  .where(sessionIsLive)
  .prepare();

/**
 * `GET /api/ws/:organizationId?instanceId&renderedAt`: a WebSocket on which a member hears what is out of
 * date. Who may not is refused in plain HTTP, before the organization's object is reached.
 */
export const liveUpgrade = new Hono().get("/ws/:organizationId", async (c) => {
  const token = await readSessionToken(c.req.raw.headers);
  if (!token) return refuse(c, 401, "Please sign in to continue.");
  // Browsers send cookies with a WebSocket of any site, so here nothing else tells ours from another.
  if (c.req.header("origin") !== env.VITE_PUBLIC_URL)
    return refuse(c, 403, "A WebSocket can be opened from the pages of this site alone.");

  const input = inputSchema.safeParse({ ...c.req.query(), ...c.req.param() });
  if (!input.success) return refuse(c, 400, z.prettifyError(input.error));
  const { organizationId, instanceId, renderedAt } = input.data;

  const authorizedAt = Date.now();
  const [found] = await authorization.execute({
    token,
    organizationId,
    instanceId: instanceId ?? "",
  });
  if (!found) return refuse(c, 401, "Please sign in to continue.");
  noteCaller(found.userId, found.membershipId && organizationId);
  if (!found.membershipId)
    return refuse(c, 404, "There is no such organization, or it is not yours.");
  if (instanceId && !found.instanceId)
    return refuse(c, 404, "There is no such instance, or it is not yours.");
  if (c.req.header("upgrade")?.toLowerCase() !== "websocket")
    return refuse(c, 426, "This address is for WebSockets.");

  const request = upgradeRequest({
    userId: found.userId,
    sessionId: found.sessionId,
    sessionExpiresAt: found.sessionExpiresAt.getTime(),
    authorizedAt,
    instanceId,
    renderedAt,
  });
  try {
    return await bindings.ORGANIZATION_WEBSOCKET.getByName(organizationId).fetch(request);
  } catch (error) {
    // It is being moved or updated, or it failed. The browser tries again by itself.
    logError("live updates not reachable", error);
    c.header("Retry-After", RETRY_AFTER_S);
    return refuse(c, 503, "Live updates can't be had right now. Please try again in a moment.");
  }
});

const RETRY_AFTER_S = "5";

const refuse = (c: Context, status: 400 | 401 | 403 | 404 | 426 | 503, error: string) =>
  c.json({ error }, status);
