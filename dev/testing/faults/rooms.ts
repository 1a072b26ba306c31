import { OrganizationWebSocket } from "../../../backend/durable-objects/organization-websocket.ts";

// The Durable Objects of a stack whose parts go wrong, in a worker of their own: one in front of the real
// ones that can't be reached is nothing that a proxy could do.

let isAway = false;

/** The real thing, which fails while `PUT` has been the last command. */
export class Room extends OrganizationWebSocket {
  override fetch(request: Request): Response {
    if (isAway) throw new Error("The object is away.");
    return super.fetch(request);
  }
}

/** Takes the commands: `PUT` and `DELETE`. They and the objects share what is in memory. */
export default {
  fetch(request) {
    isAway = request.method === "PUT";
    return new Response();
  },
} satisfies ExportedHandler;
