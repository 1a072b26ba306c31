/// <reference types="@cloudflare/vitest-plugin/types" />
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { CLOSE_CODE } from "./live-protocol.ts";
import { type Listener, upgradeRequest } from "./organization-websocket.ts";

// Inside workerd, where an object can be made to hibernate. What the app does around it is in live.test.ts.

const HOUR_MS = 60 * 60 * 1000;

let rooms = 0;
const newRoom = () => env.ORGANIZATION_WEBSOCKET.getByName(`org_${rooms++}`);
type Room = ReturnType<typeof newRoom>;

/** A client's end of a socket: what it has heard, and how it was closed. */
async function listen(room: Room, listener: Partial<Listener> = {}) {
  const { webSocket } = await room.fetch(
    upgradeRequest({
      userId: "usr_1",
      sessionId: "ses_1",
      sessionExpiresAt: Date.now() + HOUR_MS,
      authorizedAt: Date.now(),
      ...listener,
    }),
  );
  if (!webSocket) throw new Error("The socket was refused.");
  const heard: string[] = [];
  let onMessage = () => {};
  webSocket.addEventListener("message", ({ data }) => {
    heard.push(String(data));
    onMessage();
  });
  const closed = new Promise<number>((resolve) => {
    webSocket.addEventListener("close", ({ code }) => resolve(code));
  });
  webSocket.accept();
  /** Resolves with everything heard as soon as it is `count` messages. */
  const hear = async (count: number) => {
    while (heard.length < count)
      await new Promise<void>((resolve) => {
        onMessage = resolve;
      });
    return heard.map((text): unknown => (text === "pong" ? text : JSON.parse(text)));
  };
  return { webSocket, closed, hear };
}

const stale = (path: string, instanceId?: string) =>
  ({ type: "INVALIDATE", paths: [path], ...(instanceId && { instanceId }) }) as const;

describe("an object that was evicted", () => {
  it("still reaches its sockets, and knows whose they are", async () => {
    const room = newRoom();
    const one = await listen(room, { userId: "usr_1", sessionId: "ses_1", instanceId: "inst_1" });
    const two = await listen(room, { userId: "usr_2", sessionId: "ses_2", instanceId: "inst_2" });
    await evictDurableObject(room);

    await room.broadcast(stale("machine.list", "inst_1"), Date.now());
    await room.broadcast(stale("user.me"), Date.now());
    expect(await one.hear(2)).toEqual([stale("machine.list", "inst_1"), stale("user.me")]);
    expect(await two.hear(1)).toEqual([stale("user.me")]);

    await evictDurableObject(room);
    await room.disconnect({ userId: "usr_1" }, CLOSE_CODE.removed);
    expect(await one.closed).toBe(CLOSE_CODE.removed);
    await room.broadcast(stale("user.me"), Date.now());
    expect(await two.hear(2)).toHaveLength(2);
  });

  it("answers pings without being woken", async () => {
    const room = newRoom();
    const { webSocket, hear } = await listen(room);
    await runInDurableObject(room, (instance) => {
      instance.webSocketMessage = () => {
        throw new Error("The ping woke the object.");
      };
    });
    webSocket.send("ping");
    expect(await hear(1)).toEqual(["pong"]);
    await evictDurableObject(room);
    webSocket.send("ping");
    expect(await hear(2)).toEqual(["pong", "pong"]);
  });

  it("closes a socket that talks, and hears the others on", async () => {
    const room = newRoom();
    const talker = await listen(room);
    const good = await listen(room);
    await evictDurableObject(room);
    talker.webSocket.send("hello?");
    expect(await talker.closed).toBe(CLOSE_CODE.notUnderstood);
    await room.broadcast(stale("user.me"), Date.now());
    expect(await good.hear(1)).toEqual([stale("user.me")]);
  });
});

describe("a socket whose attachment is lost", () => {
  it("does not keep the others from hearing, or from being let in", async () => {
    const room = newRoom();
    await listen(room, { sessionId: "ses_lost" });
    const good = await listen(room);
    await runInDurableObject(room, (_instance, state) => {
      for (const socket of state.getWebSockets("session:ses_lost"))
        socket.serializeAttachment(null);
    });
    await room.broadcast(stale("user.me"), Date.now());
    expect(await good.hear(1)).toEqual([stale("user.me")]);
    for (let more = 0; more < 20; more++) await listen(room);
  });
});

describe("an organization", () => {
  it("hears nothing of another", async () => {
    const [room, other] = [newRoom(), newRoom()];
    const { hear } = await listen(room);
    await other.broadcast(stale("machine.list"), Date.now());
    await room.broadcast(stale("user.me"), Date.now());
    expect(await hear(1)).toEqual([stale("user.me")]);
  });

  it("that is gone closes every socket", async () => {
    const room = newRoom();
    const sockets = [
      await listen(room),
      await listen(room, { userId: "usr_2", sessionId: "ses_2" }),
    ];
    await room.disconnect("everybody", CLOSE_CODE.removed);
    for (const { closed } of sockets) expect(await closed).toBe(CLOSE_CODE.removed);
  });
});

describe("a socket that was authorized before its owner was shown out, and arrives after", () => {
  const before = { userId: "usr_1", sessionId: "ses_1", authorizedAt: Date.now() };

  it("is closed like those that were open", async () => {
    const removed = newRoom();
    await removed.disconnect({ userId: "usr_1" }, CLOSE_CODE.removed);
    expect(await (await listen(removed, before)).closed).toBe(CLOSE_CODE.removed);

    const signedOut = newRoom();
    await signedOut.disconnect({ sessionId: "ses_1" }, CLOSE_CODE.sessionEnded);
    expect(await (await listen(signedOut, before)).closed).toBe(CLOSE_CODE.sessionEnded);

    const gone = newRoom();
    await gone.disconnect("everybody", CLOSE_CODE.removed);
    expect(await (await listen(gone, before)).closed).toBe(CLOSE_CODE.removed);
  });

  it("stays when it is somebody else's, or was authorized since", async () => {
    const room = newRoom();
    await room.disconnect({ userId: "usr_1" }, CLOSE_CODE.removed);
    const other = await listen(room, { ...before, userId: "usr_2", sessionId: "ses_2" });
    const returned = await listen(room, { ...before, authorizedAt: Date.now() + 1 });
    await room.broadcast(stale("user.me"), Date.now());
    expect(await other.hear(1)).toEqual([stale("user.me")]);
    expect(await returned.hear(1)).toEqual([stale("user.me")]);
  });
});

describe("a session", () => {
  it("that ends closes its own sockets, not those of the user's others", async () => {
    const room = newRoom();
    const ended = await listen(room, { sessionId: "ses_1" });
    const other = await listen(room, { sessionId: "ses_2" });
    await room.disconnect({ sessionId: "ses_1" }, CLOSE_CODE.sessionEnded);
    expect(await ended.closed).toBe(CLOSE_CODE.sessionEnded);
    await room.broadcast(stale("user.me"), Date.now());
    expect(await other.hear(1)).toEqual([stale("user.me")]);
  });

  it("that has expired hears nothing more", async () => {
    const room = newRoom();
    const expired = await listen(room, { sessionExpiresAt: Date.now() - 1 });
    const alive = await listen(room);
    await room.broadcast(stale("user.me"), Date.now());
    expect(await alive.hear(1)).toEqual([stale("user.me")]);
    expect(await expired.closed).toBe(CLOSE_CODE.sessionEnded);
  });
});

describe("a page", () => {
  it("is sent what changed since it was rendered, and nothing older", async () => {
    const room = newRoom();
    const renderedAt = Date.now();
    await room.broadcast(stale("instance.list"), renderedAt - 1);
    await room.broadcast(stale("machine.list", "inst_1"), renderedAt);
    await room.broadcast(stale("machine.list", "inst_2"), renderedAt);
    const page = await listen(room, { renderedAt, instanceId: "inst_1" });
    const without = await listen(room);
    await room.broadcast(stale("user.me"), Date.now());
    expect(await page.hear(2)).toEqual([stale("machine.list", "inst_1"), stale("user.me")]);
    expect(await without.hear(1)).toEqual([stale("user.me")]);
  });
});

describe("a flood", () => {
  it("of throttled messages is heard at once, and once more at its end", async () => {
    const room = newRoom();
    const { hear } = await listen(room);
    const event = stale("machine.list", "inst_1");
    for (let i = 0; i < 100; i++) await room.broadcastThrottled(event);
    expect(await hear(2)).toEqual([event, event]);
    await room.broadcast(stale("user.me"), Date.now());
    expect(await hear(3)).toEqual([event, event, stale("user.me")]);
  });

  it("of sockets leaves a user twenty, and others theirs", async () => {
    const room = newRoom();
    const other = await listen(room, { userId: "usr_2", sessionId: "ses_2" });
    const first = await listen(room);
    const rest = await Promise.all(Array.from({ length: 20 }, () => listen(room)));
    expect(await first.closed).toBe(CLOSE_CODE.tooMany);
    await room.broadcast(stale("user.me"), Date.now());
    for (const { hear } of [...rest, other]) expect(await hear(1)).toEqual([stale("user.me")]);
  });
});
