import ReconnectingSocket from "partysocket/ws";
import { type LiveMessage, readLiveMessage } from "../../backend/durable-objects/live-message";
import { CLOSE_CODE, KEPT_MS, PING, PONG } from "../../backend/durable-objects/live-protocol";

// Loaded after the page works without it.

/** Shorter than what proxies on the way take for idle. */
const PING_EVERY_MS = 30_000;
const PONG_WITHIN_MS = 5_000;

interface Handlers {
  onMessage: (message: LiveMessage) => void;
  /** Messages may have been missed: anything on the page may be out of date. */
  onMissed: () => void;
  onConnected: (connected: boolean) => void;
  /** The server refuses this socket, or ended it for good. Whether it is right is its API's to say. */
  onRefused: () => Promise<"reconnect" | "leave">;
}

let firstOfDocument = true;

/**
 * Listens to an organization until the function it returns is called: connects again with growing and
 * randomized delays, notices when the connection has died unseen (a computer that slept), and comes back
 * at once when the network or the person does.
 */
export function openOrganizationSocket(
  organizationId: string,
  renderedAt: number,
  handlers: Handlers,
): () => void {
  const url = new URL(`/api/ws/${organizationId}`, window.location.href);
  url.protocol = url.protocol.replace("http", "ws");

  // What the server rendered is as old as the document. If that is no more than the server keeps
  // messages for, it sends those that were missed, and nothing has to be asked for again.
  const catchesUp = firstOfDocument && performance.now() < KEPT_MS;
  firstOfDocument = false;
  if (catchesUp) url.searchParams.set("renderedAt", String(renderedAt));
  let upToDate = catchesUp;

  const socket = new ReconnectingSocket(() => url.href, undefined, {
    minReconnectionDelay: 500 + Math.random() * 2000,
    maxReconnectionDelay: 10_000 + Math.random() * 10_000,
    reconnectionDelayGrowFactor: 1.6,
    // A ping that can't be sent now is of no use later.
    maxEnqueuedMessages: 0,
    shouldReconnectOnClose: ({ code }) => !isFinal(code),
  });

  let closed = false;
  let opened = false;
  let pongTimer: number | undefined;

  /** Asks for a sign of life; without one, the connection is dead though nobody has said so. */
  const probe = () => {
    if (socket.readyState !== socket.OPEN) return;
    socket.send(PING);
    window.clearTimeout(pongTimer);
    pongTimer = window.setTimeout(() => socket.reconnect(), PONG_WITHIN_MS);
  };
  /** The network or the person is back: no need to wait for the next attempt. */
  const wake = () => {
    if (document.visibilityState !== "visible") return;
    if (socket.readyState === socket.OPEN) probe();
    else if (socket.readyState === socket.CLOSED) socket.reconnect();
  };

  socket.addEventListener("open", () => {
    opened = true;
    handlers.onConnected(true);
    if (!upToDate) handlers.onMissed();
    upToDate = false;
    url.searchParams.delete("renderedAt");
  });
  socket.addEventListener("message", ({ data }) => {
    window.clearTimeout(pongTimer);
    if (data !== PONG) handleMessage(String(data), handlers);
  });
  socket.addEventListener("close", ({ code }) => {
    window.clearTimeout(pongTimer);
    handlers.onConnected(false);
    const refused = !opened || code === CLOSE_CODE.sessionEnded || code === CLOSE_CODE.removed;
    opened = false;
    if (refused && navigator.onLine)
      void handlers.onRefused().then((answer) => {
        if (answer === "leave") socket.close();
        else if (isFinal(code) && !closed) socket.reconnect();
      });
  });

  const pings = window.setInterval(probe, PING_EVERY_MS);
  window.addEventListener("online", wake);
  document.addEventListener("visibilitychange", wake);

  return () => {
    closed = true;
    window.clearInterval(pings);
    window.clearTimeout(pongTimer);
    window.removeEventListener("online", wake);
    document.removeEventListener("visibilitychange", wake);
    socket.close();
  };
}

/** Closed by the server on purpose, so connecting again at once would be no use. */
const isFinal = (code: number) =>
  code === CLOSE_CODE.sessionEnded || code === CLOSE_CODE.removed || code === CLOSE_CODE.tooMany;

/** A message that is not understood is a newer server's: whatever it means, reading everything again covers it. */
function handleMessage(data: string, { onMessage, onMissed }: Handlers) {
  const message = readLiveMessage(data);
  if (message) onMessage(message);
  else onMissed();
}
