import { DurableObject } from "cloudflare:workers";
import { z } from "zod";
import type { LiveMessage } from "./live-message.ts";
import { CLOSE_CODE, type CloseCode, KEPT_MS, PING, PONG } from "./live-protocol.ts";

const MAX_SOCKETS_PER_USER = 20;
/** The least time between two throttled broadcasts of one message. */
const THROTTLE_MS = 500;

/** Whom a socket belongs to. Kept in its attachment, which outlives hibernation. */
const listenerSchema = z.object({
  userId: z.string(),
  sessionId: z.string(),
  sessionExpiresAt: z.number(),
  /** From before the statement that authorized it: what happened since then it may not have seen. */
  authorizedAt: z.number(),
  /** Hears of this instance and the organization, not of other instances. */
  instanceId: z.string().optional(),
  /** When the server began to render the page: what changed since then it may not show. */
  renderedAt: z.number().optional(),
});

export type Listener = z.infer<typeof listenerSchema>;

const attachmentSchema = listenerSchema.extend({ connectedAt: z.number() });

/** Whose sockets are to be closed. */
export type Whose = { userId: string } | { sessionId: string } | "everybody";

const LISTENER_HEADER = "x-listener";

const userTag = (userId: string) => `user:${userId}`;
const sessionTag = (sessionId: string) => `session:${sessionId}`;

/** The request with which the app worker, having authorized it, hands an upgrade over to the object. */
export const upgradeRequest = (listener: Listener) =>
  new Request("https://organization-websocket/", {
    headers: { upgrade: "websocket", [LISTENER_HEADER]: JSON.stringify(listener) },
  });

/**
 * One per organization: holds the sockets of its open dashboards and tells them what is out of date.
 * It hibernates between messages, so whatever has to last is in the sockets' tags and attachments. It
 * asks nobody who may listen: only the app worker can reach it, and authorizes first.
 */
export class OrganizationWebSocket extends DurableObject<Cloudflare.Env> {
  /** Only of the last seconds, so nothing is lost when the object hibernates: that takes longer. */
  #kept: { changedAt: number; message: LiveMessage }[] = [];
  /** Whose sockets were closed in the last seconds: one may still be on its way that was authorized before. */
  #disconnected: { at: number; whose: Whose; code: CloseCode }[] = [];
  /** The throttled messages sent just now, by their JSON, and whether they came again since. */
  #throttled = new Map<string, { again: boolean }>();

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
  }

  /** Accepts a socket: see `upgradeRequest`. */
  override fetch(request: Request): Response {
    const listener = listenerSchema.parse(JSON.parse(request.headers.get(LISTENER_HEADER) ?? ""));
    this.#makeRoom(listener.userId);

    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server, [userTag(listener.userId), sessionTag(listener.sessionId)]);
    server.serializeAttachment({ ...listener, connectedAt: Date.now() });
    const late = this.#disconnected.find(
      ({ at, whose }) => at >= listener.authorizedAt && belongsTo(whose, listener),
    );
    if (late) server.close(late.code);
    else if (listener.renderedAt !== undefined)
      this.#catchUp(server, listener, listener.renderedAt);
    return new Response(null, { status: 101, webSocket: client });
  }

  /**
   * Sends a message to everybody whom it concerns.
   * @param changedAt when that which it speaks of was done, by the clock of the app.
   */
  broadcast(message: LiveMessage, changedAt: number): void {
    const now = Date.now();
    this.#kept = this.#kept.filter((kept) => kept.changedAt > now - KEPT_MS);
    this.#kept.push({ changedAt, message });
    const text = JSON.stringify(message);
    for (const socket of this.ctx.getWebSockets()) {
      const listener = attachmentOf(socket);
      if (!listener) continue;
      if (listener.sessionExpiresAt < now)
        socket.close(CLOSE_CODE.sessionEnded, "The session is over.");
      else if (concerns(message, listener)) send(socket, text);
    }
  }

  /** For what can come in floods: sends at once, and the same again at most twice a second. */
  broadcastThrottled(message: LiveMessage): void {
    const key = JSON.stringify(message);
    const sent = this.#throttled.get(key);
    if (sent) {
      sent.again = true;
      return;
    }
    const entry = { again: false };
    this.#throttled.set(key, entry);
    this.broadcast(message, Date.now());
    setTimeout(() => {
      this.#throttled.delete(key);
      if (entry.again) this.broadcastThrottled(message);
    }, THROTTLE_MS);
  }

  /** Closes sockets for good: the browser then leaves the page. */
  disconnect(whose: Whose, code: CloseCode): void {
    const now = Date.now();
    this.#disconnected = this.#disconnected.filter(({ at }) => at > now - KEPT_MS);
    this.#disconnected.push({ at: now, whose, code });
    for (const socket of this.ctx.getWebSockets(tagOf(whose))) socket.close(code);
  }

  /** Anything but a ping is not ours, and whoever says it may say more: it is not heard out. */
  override webSocketMessage(socket: WebSocket): void {
    socket.close(CLOSE_CODE.notUnderstood, "This socket is for listening.");
  }

  /** The other side has gone, orderly or not. Unanswered, the runtime keeps its connection for ten seconds more. */
  override webSocketClose(socket: WebSocket): void {
    socket.close();
  }
  override webSocketError(socket: WebSocket): void {
    socket.close();
  }

  /** Closes the user's socket that has been silent for longest when there are too many: browsers ping. */
  #makeRoom(userId: string) {
    const sockets = this.ctx.getWebSockets(userTag(userId));
    const surplus = sockets.length - MAX_SOCKETS_PER_USER + 1;
    if (surplus <= 0) return;
    const heard = (socket: WebSocket) =>
      this.ctx.getWebSocketAutoResponseTimestamp(socket)?.getTime() ??
      attachmentOf(socket)?.connectedAt ??
      0;
    for (const socket of sockets.toSorted((a, b) => heard(a) - heard(b)).slice(0, surplus))
      socket.close(CLOSE_CODE.tooMany, "Open in too many tabs.");
  }

  /** Sends what a page has missed between being rendered and opening its socket. */
  #catchUp(socket: WebSocket, listener: Listener, renderedAt: number) {
    for (const { changedAt, message } of this.#kept)
      if (changedAt >= renderedAt && concerns(message, listener))
        send(socket, JSON.stringify(message));
  }
}

/** Undefined for a socket that has lost its attachment, as one may whose other side is going away. */
const attachmentOf = (socket: WebSocket) =>
  attachmentSchema.safeParse(socket.deserializeAttachment()).data;

const concerns = (message: LiveMessage, { instanceId }: Pick<Listener, "instanceId">) =>
  !message.instanceId || !instanceId || message.instanceId === instanceId;

function belongsTo(whose: Whose, { userId, sessionId }: Listener) {
  if (whose === "everybody") return true;
  return "userId" in whose ? whose.userId === userId : whose.sessionId === sessionId;
}

function tagOf(whose: Whose) {
  if (whose === "everybody") return undefined;
  return "userId" in whose ? userTag(whose.userId) : sessionTag(whose.sessionId);
}

/** A socket that is closing refuses to send. It needs the message no longer, and the others must get theirs. */
function send(socket: WebSocket, text: string) {
  if (socket.readyState === WebSocket.OPEN) socket.send(text);
}
