import { once } from "node:events";
import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { z } from "zod";
import { type Fault, type FaultProxy, faultSchema } from "./proxy.ts";

// The proxies run where the stack was started, which is not where the tests run.

/** What can go wrong: what the app calls, and the app itself for the edge proxy. */
export type FaultyPart = "database" | "google" | "slack" | "app" | "rooms";

export type Faulty = Pick<FaultProxy, "become" | "seen">;

const seenSchema = z.array(z.string());

/** Takes the commands that `faultsAt` sends: `PUT /part fault`, `DELETE /part`, `GET /part`. */
export async function startControl(port: number, proxies: Record<FaultyPart, Faulty>) {
  const byName = new Map<string, Faulty>(Object.entries(proxies));
  const server = createServer((request, response) => {
    const obey = async () => {
      const proxy = byName.get(request.url?.slice(1) ?? "");
      if (!proxy) throw new Error(`There is no part at ${request.url}.`);
      if (request.method === "PUT") await proxy.become(faultSchema.parse(await json(request)));
      if (request.method === "DELETE") await proxy.become(undefined);
      response.end(JSON.stringify(proxy.seen()));
    };
    obey().catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Commands the proxies of the stack whose control listens on `port`. */
export function faultsAt(port: number) {
  const command = async (part: FaultyPart, init?: RequestInit) => {
    const response = await fetch(`http://127.0.0.1:${port}/${part}`, init);
    if (!response.ok) throw new Error(await response.text());
    return seenSchema.parse(await response.json());
  };
  return {
    /** Has a part go wrong until `mend`. */
    async strike(part: FaultyPart, fault: Fault) {
      await command(part, { method: "PUT", body: JSON.stringify(fault) });
    },
    async mend(part: FaultyPart) {
      await command(part, { method: "DELETE" });
    },
    /** The requests to a part since it was last struck or mended. */
    seen: (part: FaultyPart) => command(part),
  };
}

export type Faults = ReturnType<typeof faultsAt>;
