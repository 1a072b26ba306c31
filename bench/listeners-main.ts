import { once } from "node:events";
import { type Report, listenersSchema, sharedNow } from "./listeners.ts";
import { closeSocket, openSocket } from "./sockets.ts";

// Many people's dashboards in one process: it opens their sockets, says so, and from then on says when the
// last of them has heard of a change. Started by listeners.ts; it ends when that goes away.

const [message] = await once(process, "message");
const { url, people } = listenersSchema.parse(message);
const sockets = await Promise.all(people.map((person) => openSocket(url, url, person)));

let waiting = sockets.length;
for (const socket of sockets)
  socket.on("message", () => {
    if (--waiting > 0) return;
    waiting = sockets.length;
    say({ heardAt: sharedNow() });
  });
process.once("disconnect", () => void Promise.all(sockets.map(closeSocket)));
say({});

function say(report: Report) {
  process.send?.(report);
}
