import net from "node:net";

/**
 * Makes every server of this process that names no host listen on 127.0.0.1. alchemy's local servers
 * would be open to the network otherwise, and the local stage lets anybody sign in as anybody.
 * @param onListen is told of every server before it listens.
 */
export function listenOnLoopbackOnly(onListen?: (server: net.Server, port: unknown) => void) {
  const listen: net.Server["listen"] = Reflect.get(net.Server.prototype, "listen");
  net.Server.prototype.listen = new Proxy(listen, {
    apply(original, server, args) {
      const [port, host] = args;
      onListen?.(server, port);
      const namesNoHost = typeof port === "number" && typeof host !== "string";
      return Reflect.apply(
        original,
        server,
        namesNoHost ? [port, "127.0.0.1", ...args.slice(1)] : args,
      );
    },
  });
}
