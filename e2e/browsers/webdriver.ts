import { once } from "node:events";
import { connect } from "node:net";
import { z } from "zod";

/**
 * Commands of WebDriver, by the names that Firefox gives them, and where they are over HTTP.
 * https://www.w3.org/TR/webdriver2/#endpoints
 */
const COMMANDS = {
  NewSession: ["POST", "/session"],
  DeleteSession: ["DELETE", "/session/:session"],
  Navigate: ["POST", "/session/:session/url"],
  ExecuteScript: ["POST", "/session/:session/execute/sync"],
  ElementClick: ["POST", "/session/:session/element/:id/click"],
  PerformActions: ["POST", "/session/:session/actions"],
  SetWindowRect: ["POST", "/session/:session/window/rect"],
  TakeScreenshot: ["GET", "/session/:session/screenshot"],
} as const;

export type Call = (
  command: keyof typeof COMMANDS,
  parameters?: Record<string, unknown>,
) => Promise<unknown>;

const answerSchema = z.object({ value: z.unknown() });
const sessionSchema = z.object({ sessionId: z.string() });
const failureSchema = z.object({ error: z.string(), message: z.string() });

/** Calls a driver program, as WebKit has one. */
export function overHttp(address: string): Call {
  let session = "";
  return async (command, parameters = {}) => {
    const [method, template] = COMMANDS[command];
    const path = template
      .replace(":session", session)
      .replace(":id", encodeURIComponent(String(parameters.id)));
    const body = method === "POST" ? JSON.stringify(parameters) : null;
    const response = await fetch(address + path, { method, body });
    const { value } = answerSchema.parse(await response.json());
    if (!response.ok) throw failure(command, value);
    if (command === "NewSession") session = sessionSchema.parse(value).sessionId;
    return value;
  };
}

const messageSchema = z.tuple([z.literal(1), z.number(), z.unknown(), z.unknown()]);
type Answer = { resolve: (value: unknown) => void; reject: (error: unknown) => void };

/**
 * Calls Firefox itself: Debian has no driver program for it, which would only pass on the same commands.
 * https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html
 */
export async function overMarionette(port: number): Promise<Call> {
  const socket = connect(port, "127.0.0.1");
  const waiting = new Map<number, Answer>();
  const fail = (error: unknown) => {
    for (const { reject } of waiting.values()) reject(error);
  };
  socket.on("error", fail);
  socket.on("close", () => fail(new Error("Firefox has closed the connection.")));
  await once(socket, "connect");

  const receive = (message: unknown) => {
    const { data } = messageSchema.safeParse(message);
    // Its greeting has another form.
    if (!data) return;
    const [, id, error, result] = data;
    const { value } = answerSchema.safeParse(result).data ?? { value: result };
    if (error) waiting.get(id)?.reject(error);
    else waiting.get(id)?.resolve(value);
    waiting.delete(id);
  };
  let rest = Buffer.alloc(0);
  socket.on("data", (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    // Each message comes after its length in bytes and a colon.
    for (let colon = rest.indexOf(":"); colon > 0; colon = rest.indexOf(":")) {
      const end = colon + 1 + Number(rest.subarray(0, colon).toString());
      if (rest.length < end) return;
      receive(JSON.parse(rest.subarray(colon + 1, end).toString()));
      rest = rest.subarray(end);
    }
  });

  let last = 0;
  return async (command, parameters = {}) => {
    const id = ++last;
    const message = JSON.stringify([0, id, `WebDriver:${command}`, parameters]);
    const answer = new Promise<unknown>((resolve, reject) => waiting.set(id, { resolve, reject }));
    socket.write(`${Buffer.byteLength(message)}:${message}`);
    return answer.catch((error: unknown) => {
      throw failure(command, error);
    });
  };
}

function failure(command: string, value: unknown) {
  const { data } = failureSchema.safeParse(value);
  return new Error(`${command}: ${data ? `${data.error}: ${data.message}` : String(value)}`);
}
