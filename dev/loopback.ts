import http from "node:http";

/**
 * Makes every HTTP server of this process that names no host listen on 127.0.0.1. alchemy's local
 * servers would be open to the network otherwise, and the local stage lets anybody sign in as anybody.
 */
export function listenOnLoopbackOnly() {
  const { listen } = http.Server.prototype;
  http.Server.prototype.listen = function (this: http.Server, ...args: unknown[]) {
    const [port] = args;
    return Reflect.apply(listen, this, typeof port === "number" && typeof args[1] !== "string" ? [port, "127.0.0.1", ...args.slice(1)] : args);
  };
}
