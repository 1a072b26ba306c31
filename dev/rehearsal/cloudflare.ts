import { Hono } from "hono";
import { z } from "zod";
import { type Server, serve } from "./server.ts";

export const ACCOUNT = "rehearsal";

const bindingSchema = z.looseObject({ type: z.string(), name: z.string() });

/** What alchemy says of a worker when it uploads it: Cloudflare's multipart metadata, as far as a test asks. */
const metadataSchema = z.looseObject({
  main_module: z.string(),
  compatibility_date: z.string(),
  compatibility_flags: z.array(z.string()).default([]),
  bindings: z.array(bindingSchema),
  tags: z.array(z.string()).default([]),
  migrations: z.unknown().optional(),
  placement: z.unknown().optional(),
  observability: z.unknown().optional(),
});

export interface UploadedWorker {
  metadata: z.infer<typeof metadataSchema>;
  modules: { name: string; type: string; content: string }[];
  /** The static files that came with it: content by path. */
  assets: Map<string, Buffer>;
  /** Whether it has an address of its own on workers.dev. */
  publicUrl: boolean;
}

const manifestSchema = z.object({ manifest: z.record(z.string(), z.object({ hash: z.string() })) });
/** The permissions of an API token, as docs/deploy.md names them. */
export const PERMISSIONS = ["Workers Scripts", "Workers Routes", "Zone", "DNS"] as const;
export type Permission = (typeof PERMISSIONS)[number];

const domainSchema = z.object({ hostname: z.string(), service: z.string(), zone_id: z.string() });

/**
 * Stands in for Cloudflare's API as far as deploying workers goes: it keeps what was uploaded, and `log`
 * has every change that was asked for, `METHOD path`. A path it does not know fails the deploy.
 */
export class Cloudflare {
  readonly workers = new Map<string, UploadedWorker>();
  readonly domains = new Map<string, z.infer<typeof domainSchema> & { id: string }>();
  /** The permissions of each API token. */
  readonly tokens = new Map<string, readonly Permission[]>();
  readonly zone = { id: "zone", name: "example.org", status: "active", account: { id: ACCOUNT } };
  readonly records: { type: string; name: string }[] = [];
  /** An account has none until "Workers & Pages" was opened once. */
  subdomain: string | undefined = "acme";
  /** The worker whose upload is answered with an error although it was taken, as if the deploy had ended there. */
  cutOffAt: string | undefined;
  readonly #files = new Map<string, Buffer>();
  readonly #manifests = new Map<string, Map<string, string>>();
  readonly #log: (line: string) => void;

  constructor(log: (line: string) => void) {
    this.#log = log;
  }

  start(): Promise<Server> {
    const api = this.#api();
    return serve((request) => api.fetch(request));
  }

  worker(name: string): UploadedWorker {
    const worker = this.workers.get(name);
    if (!worker)
      throw new Error(`There is no ${name} among ${[...this.workers.keys()].join(", ")}.`);
    return worker;
  }

  #api() {
    const api = new Hono();
    const missing = () => failure(404, 10007, "This Worker does not exist.");
    const account = "/accounts/:account/workers";

    api.use(async ({ req }, next) => {
      if (req.method !== "GET") this.#log(`cloudflare ${req.method} ${req.path}`);
      const token = req.header("authorization")?.replace("Bearer ", "") ?? "";
      if (token === UPLOAD && req.path.endsWith("/assets/upload")) return next();
      const permissions = this.tokens.get(token);
      if (!permissions) return failure(401, 1000, "Invalid API Token");
      const [, scope, id, what] = req.path.split("/");
      const needed: Permission | undefined =
        scope === "accounts" && what === "workers"
          ? "Workers Scripts"
          : scope === "zones" && what === "dns_records"
            ? "DNS"
            : undefined;
      if (needed && !permissions.includes(needed))
        return failure(403, 10000, "Authentication error");
      if (scope === "accounts" && id !== ACCOUNT)
        return failure(403, 10000, "Authentication error");
      return next();
    });

    api.get("/user/tokens/verify", () => ok({ status: "active" }));
    api.get(`${account}/subdomain`, () =>
      this.subdomain
        ? ok({ subdomain: this.subdomain })
        : failure(404, 10007, "You don't have a workers.dev subdomain."),
    );
    api.get(`${account}/scripts`, () => ok([...this.workers.keys()].map((id) => ({ id }))));
    api.put(`${account}/scripts/:name`, async ({ req }) => {
      const name = req.param("name");
      await this.#upload(name, await req.formData());
      if (this.cutOffAt === name) return failure(400, 10000, "The connection broke.");
      return ok({ id: name, startup_time_ms: 1, default_environment: { script: { tag: name } } });
    });
    api.delete(`${account}/scripts/:name`, ({ req }) =>
      this.workers.delete(req.param("name")) ? ok({}) : missing(),
    );
    for (const path of ["scripts/:name", "services/:name"])
      api.get(`${account}/${path}`, ({ req }) => {
        const name = req.param("name") ?? "";
        const tags = this.workers.get(name)?.metadata.tags;
        return tags ? ok({ id: name, default_environment: { script: { tags } } }) : missing();
      });
    api.get(`${account}/scripts/:name/settings`, ({ req }) => {
      const worker = this.workers.get(req.param("name"));
      return worker
        ? ok({ bindings: worker.metadata.bindings, tags: worker.metadata.tags })
        : missing();
    });
    api.get(`${account}/scripts/:name/subdomain`, ({ req }) => {
      const worker = this.workers.get(req.param("name"));
      if (!worker) return missing();
      return ok({ enabled: worker.publicUrl, previews_enabled: worker.publicUrl });
    });
    api.post(`${account}/scripts/:name/subdomain`, async ({ req }) => {
      const worker = this.workers.get(req.param("name"));
      if (!worker) return missing();
      const { enabled } = z.object({ enabled: z.boolean() }).parse(await req.json());
      worker.publicUrl = enabled;
      return ok({ enabled, previews_enabled: false });
    });
    api.put(`${account}/scripts/:name/schedules`, async ({ req }) => ok(await req.json()));

    api.post(`${account}/scripts/:name/assets-upload-session`, async ({ req }) => {
      const { manifest } = manifestSchema.parse(await req.json());
      const files = Object.entries(manifest).map(([path, { hash }]) => [path, hash] as const);
      this.#manifests.set(req.param("name"), new Map(files));
      const wanted = files.map(([, hash]) => hash).filter((hash) => !this.#files.has(hash));
      return ok({ jwt: UPLOAD, buckets: wanted.length > 0 ? [[...new Set(wanted)]] : [] });
    });
    api.post(`${account}/assets/upload`, async ({ req }) => {
      for (const [hash, file] of (await req.formData()).entries())
        this.#files.set(hash, Buffer.from(await contentOf(file), "base64"));
      return ok({ jwt: "complete" });
    });

    // A token without this permission is shown no zone, rather than refused.
    api.get("/zones", ({ req }) => {
      const token = req.header("authorization")?.replace("Bearer ", "") ?? "";
      const name = req.query("name");
      const isAsked = !name || name === this.zone.name;
      return ok(isAsked && this.tokens.get(token)?.includes("Zone") ? [this.zone] : []);
    });
    api.get("/zones/:zone/dns_records", ({ req }) =>
      ok(this.records.filter(({ name }) => name === req.query("name"))),
    );
    api.get(`${account}/domains`, ({ req }) => {
      const hostname = req.query("hostname");
      const domains = [...this.domains.values()];
      return ok(domains.filter((domain) => !hostname || domain.hostname === hostname));
    });
    api.put(`${account}/domains`, async ({ req }) => {
      const domain = { ...domainSchema.parse(await req.json()), id: crypto.randomUUID() };
      if (this.records.some(({ name }) => name === domain.hostname))
        return failure(409, 100117, "Hostname already has externally managed DNS records.");
      this.domains.set(domain.id, domain);
      return ok(domain);
    });
    api.delete(`${account}/domains/:id`, ({ req }) => {
      this.domains.delete(req.param("id"));
      return ok({});
    });
    api.get(`${account}/scripts/:name/queue-consumers`, () => ok([]));

    api.notFound(({ req }) => {
      this.#log(`cloudflare unknown: ${req.method} ${req.path}`);
      return failure(400, 7003, `No route for ${req.path}`);
    });
    return api;
  }

  async #upload(name: string, form: FormData) {
    const metadata = metadataSchema.parse(JSON.parse(await contentOf(form.get("metadata"))));
    const modules: UploadedWorker["modules"] = [];
    for (const [part, file] of form.entries())
      if (part !== "metadata")
        modules.push({
          name: part,
          type: typeof file === "string" ? "" : file.type,
          content: await contentOf(file),
        });
    const assets = new Map<string, Buffer>();
    for (const [path, hash] of this.#manifests.get(name) ?? []) {
      const content = this.#files.get(hash);
      if (!content) throw new Error(`${path} was announced and not uploaded.`);
      assets.set(path, content);
    }
    const publicUrl = this.workers.get(name)?.publicUrl ?? false;
    this.workers.set(name, { metadata, modules, assets, publicUrl });
  }
}

/** The token for the upload of static files, in place of the API token. */
const UPLOAD = "upload";

/** Cloudflare's envelope around every answer. */
const ok = (result: unknown) =>
  Response.json({
    success: true,
    errors: [],
    messages: [],
    result,
    result_info: { page: 1, total_pages: 1, count: 1, total_count: 1, per_page: 50 },
  });

const failure = (status: number, code: number, message: string) =>
  Response.json({ success: false, errors: [{ code, message }] }, { status });

async function contentOf(part: FormDataEntryValue | null): Promise<string> {
  if (part === null) throw new Error("A part of the upload is missing.");
  return typeof part === "string" ? part : part.text();
}
