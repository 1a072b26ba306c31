import {
  Log,
  LogLevel,
  Miniflare,
  type Request as MiniflareRequest,
  Response as MiniflareResponse,
  type WorkerOptions,
} from "miniflare";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { UploadedWorker } from "./cloudflare.ts";

const bindingSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("plain_text"), name: z.string(), text: z.string() }),
  z.object({ type: z.literal("secret_text"), name: z.string(), text: z.string() }),
  z.object({ type: z.literal("service"), name: z.string(), service: z.string() }),
  z.object({
    type: z.literal("durable_object_namespace"),
    name: z.string(),
    class_name: z.string(),
  }),
  z.object({
    type: z.literal("ratelimit"),
    name: z.string(),
    namespace_id: z.string(),
    simple: z.object({ limit: z.number(), period: z.literal([10, 60]) }),
  }),
  z.object({ type: z.literal("assets"), name: z.string() }),
]);

interface ServeOptions {
  workers: Map<string, UploadedWorker>;
  /** The name of the one that takes the requests. */
  entry: string;
  /** Where the static files are written to. */
  folder: string;
  /** Answers what the workers fetch from outside: nothing leaves this machine. */
  outbound: (url: URL, init: RequestInit) => Promise<Response>;
}

/** Runs uploaded workers in workerd just as they were uploaded: modules, bindings, dates, static files. */
export async function serveUpload({ workers, entry, folder, outbound }: ServeOptions) {
  const names = [...workers.keys()].toSorted((a, b) => Number(b === entry) - Number(a === entry));
  const options = await Promise.all(
    names.map(async (name): Promise<WorkerOptions> => {
      const worker = workers.get(name);
      if (!worker) throw new Error(`${name} was not uploaded.`);
      return {
        ...workerOptions(name, worker),
        ...(worker.assets.size > 0 && (await staticFiles(worker, path.join(folder, name)))),
        outboundService: async (request: MiniflareRequest) => {
          const { method, headers } = request;
          const body = method === "GET" ? undefined : await request.text();
          const answer = await outbound(new URL(request.url), {
            method,
            headers: Object.fromEntries(headers),
            ...(body !== undefined && { body }),
          });
          return new MiniflareResponse(await answer.text(), {
            status: answer.status,
            headers: Object.fromEntries(answer.headers),
          });
        },
      };
    }),
  );
  const miniflare = new Miniflare({
    host: "127.0.0.1",
    port: 0,
    cf: false,
    log: new Log(LogLevel.WARN),
    workers: options,
  });
  await miniflare.ready;
  return miniflare;
}

function workerOptions(name: string, { metadata, modules }: UploadedWorker): WorkerOptions {
  const bindings: Record<string, string> = {};
  const serviceBindings: Record<string, string> = {};
  const durableObjects: Record<string, { className: string; useSQLite: boolean }> = {};
  const ratelimits: NonNullable<WorkerOptions["ratelimits"]> = {};
  for (const binding of metadata.bindings.map((b) => bindingSchema.parse(b)))
    switch (binding.type) {
      case "plain_text":
      case "secret_text":
        bindings[binding.name] = binding.text;
        break;
      case "service":
        serviceBindings[binding.name] = binding.service;
        break;
      case "durable_object_namespace":
        durableObjects[binding.name] = { className: binding.class_name, useSQLite: true };
        break;
      case "ratelimit":
        ratelimits[binding.name] = { namespace_id: binding.namespace_id, simple: binding.simple };
        break;
      case "assets": // with the static files
    }
  const main = modules.filter((module) => module.name === metadata.main_module);
  const others = modules.filter((module) => module.name !== metadata.main_module);
  return {
    name,
    compatibilityDate: metadata.compatibility_date,
    compatibilityFlags: metadata.compatibility_flags,
    modulesRoot: "/",
    modules: [...main, ...others]
      .filter((module) => module.type.includes("javascript"))
      .map((module) => ({
        type: "ESModule",
        path: `/${module.name}`,
        contents: module.content,
      })),
    bindings,
    serviceBindings,
    durableObjects,
    ratelimits,
  };
}

async function staticFiles(worker: UploadedWorker, folder: string) {
  for (const [name, content] of worker.assets) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  const binding = worker.metadata.bindings.find(({ type }) => type === "assets");
  return {
    assets: {
      directory: folder,
      binding: binding?.name ?? "ASSETS",
      routerConfig: { has_user_worker: true, static_routing: { user_worker: ["/api/*"] } },
    },
  };
}
