import { once } from "node:events";
import { WebSocket } from "ws";
import type { Person } from "./seed.ts";

/**
 * Opens the socket of somebody's dashboard, as a browser does from a page of the site.
 * @param url what to reach: the app, or the edge proxy before it
 * @param site the address of the site: nobody else's pages may open a socket
 */
export async function openSocket(url: string, site: string, { cookie, organizationId }: Person) {
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}/api/ws/${organizationId}`, {
    headers: { cookie, origin: site },
    perMessageDeflate: false,
  });
  await once(socket, "open");
  return socket;
}
