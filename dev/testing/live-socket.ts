import { type RawData, WebSocket } from "ws";
import { type LiveMessage, readLiveMessage } from "../../backend/durable-objects/live-message.ts";
import { PONG } from "../../backend/durable-objects/live-protocol.ts";
import { baseUrl, type Browser } from "./client.ts";

/** Node's WebSockets give text as a Buffer unless told otherwise. */
export function textOf(data: RawData) {
  if (!(data instanceof Uint8Array)) throw new Error("A message did not come in one piece.");
  return new TextDecoder().decode(data);
}

interface SocketOptions {
  browser?: Browser;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  /**
   * How long a closing socket waits for the server to end the connection. Of sockets that the server closes
   * workerd does it ten seconds later (docs/operate.md).
   */
  closeTimeout?: number;
}

function connect(
  organizationId: string,
  { browser, query = {}, headers = {}, closeTimeout = 100 }: SocketOptions,
) {
  const url = new URL(`/api/ws/${organizationId}?${new URLSearchParams(query)}`, baseUrl);
  url.protocol = "ws:";
  const settings = {
    closeTimeout,
    headers: {
      origin: baseUrl,
      ...(browser && { cookie: browser.cookieHeader() }),
      ...headers,
    },
  };
  return new WebSocket(url, settings);
}

interface UpgradeAnswer {
  status: number;
  retryAfter?: string | undefined;
}

/** With what opening a socket is answered in plain HTTP; 101 when it opens. */
export function upgradeAnswer(id: string, options: SocketOptions): Promise<UpgradeAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect(id, options);
    socket.on("error", reject);
    socket.on("unexpected-response", (request, { statusCode = 0, headers }) => {
      resolve({ status: statusCode, retryAfter: headers["retry-after"] });
      request.destroy();
    });
    socket.on("open", () => {
      resolve({ status: 101 });
      socket.terminate();
    });
  });
}

export const upgradeStatus = async (organizationId: string, options: SocketOptions) =>
  (await upgradeAnswer(organizationId, options)).status;

/** Somebody listening to an organization. */
export class LiveSocket implements Disposable {
  /** The messages so far, without the pongs. */
  readonly messages: LiveMessage[] = [];
  readonly closed: Promise<number>;
  readonly socket: WebSocket;
  readonly #waiting: (() => void)[] = [];

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("message", (data) => {
      const text = textOf(data);
      if (text === PONG) return;
      const message = readLiveMessage(text);
      if (!message) throw new Error(`The server sent what nobody understands: ${text}`);
      this.messages.push(message);
      for (const check of this.#waiting) check();
    });
    this.closed = new Promise((resolve) => socket.on("close", resolve));
  }

  static open(organizationId: string, options: SocketOptions): Promise<LiveSocket> {
    return new Promise((resolve, reject) => {
      const socket = connect(organizationId, options);
      const live = new LiveSocket(socket);
      socket.on("open", () => resolve(live));
      socket.on("error", reject);
    });
  }

  /** Resolves when as many messages have come. */
  async heard(count: number): Promise<LiveMessage[]> {
    if (this.messages.length < count)
      await new Promise<void>((resolve) => {
        this.#waiting.push(() => this.messages.length >= count && resolve());
      });
    return this.messages;
  }

  [Symbol.dispose]() {
    this.socket.terminate();
  }
}
