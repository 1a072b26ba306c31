import { once } from "node:events";
import { WebSocket } from "ws";
import type { Person } from "./seed.ts";

/**
 * Opens the socket of somebody's dashboard, as a browser does from a page of the site.
 * @param url what to reach: the app, or the edge proxy before it
 * @param site the address of the site: nobody else's pages may open a socket
 */
export async function openSocket(
  url: string,
  site: string,
  { cookie, organizationId }: Pick<Person, "cookie" | "organizationId">,
) {
  const settings = {
    headers: { cookie, origin: site },
    // The local runtime keeps the TCP connection of a closed socket for ten seconds more.
    closeTimeout: 100,
  };
  const address = `${url.replace(/^http/, "ws")}/api/ws/${organizationId}`;
  const socket = new WebSocket(address, settings);
  await once(socket, "open");
  return socket;
}

export async function closeSocket(socket: WebSocket) {
  const closed = once(socket, "close");
  socket.close();
  await closed;
}
