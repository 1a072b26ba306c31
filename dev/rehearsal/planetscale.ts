import { randomBytes } from "node:crypto";
import { Hono } from "hono";
import { z } from "zod";
import { MAIN_BRANCH } from "../deploy/branch.ts";
import { type Access, accessesFor } from "./accesses.ts";
import { BranchDatabases } from "./branch-databases.ts";
import { DeployRequests, refusal } from "./deploy-requests.ts";
import { concernsForeignKeys, startMysqlFront } from "./mysql-front.ts";
import { type Server, serve } from "./server.ts";

interface Branch {
  name: string;
  parent: string;
  production: boolean;
  safeMigrations: boolean;
  /** A new branch is not usable at once. */
  ready: boolean;
}

interface Password {
  id: string;
  branch: string;
  name: string;
  username: string;
  plain_text: string;
}

/** A database that was asked for, as far as PlanetScale has got with it. */
interface Database {
  kind?: "mysql" | "postgresql";
  region: string;
  clusterSize: string;
  ready: boolean;
  foreignKeys: "off" | "enabling" | "shown as enabled" | "on";
  settings: Record<string, unknown>;
}

const ROLE_PRIVILEGES = {
  reader: "SELECT",
  readwriter: "SELECT, INSERT, UPDATE, DELETE",
  admin: "ALL",
} as const;

export const PLANETSCALE_HOST = "rehearsal.connect.psdb.cloud";
const REGIONS = ["us-east", "eu-central", "aws-eu-west-2", "gcp-us-central1"];

/**
 * Stands in for PlanetScale over a local MySQL server: a branch is a database of its own there, a password a
 * MySQL account with just its role's rights, and safe migrations take DDL from every account. What takes
 * PlanetScale its time is not done at once here either.
 * `log` has every change that was asked for, and a `deployed` line when a deploy request took effect.
 */
export class PlanetScale {
  readonly branches = new Map<string, Branch>();
  readonly passwords = new Map<string, Password>();
  /** The accesses of each service token, by `ID:TOKEN`. */
  readonly tokens = new Map<string, readonly Access[]>();
  readonly organization = { plan: "scaler_pro", valid_billing_info: true };
  database: Database | undefined;
  readonly deployRequests: DeployRequests;
  readonly databases: BranchDatabases;
  readonly #log: (line: string) => void;

  private constructor(databases: BranchDatabases, log: (line: string) => void) {
    this.databases = databases;
    this.#log = log;
    this.deployRequests = new DeployRequests({
      databases,
      copiesNotes: () => this.#copiesNotes,
      dropBranch: (name) => this.#drop(name),
      log,
    });
  }

  /** @param mysql a server where root has no password over its socket. */
  static async start(mysql: { socketPath: string; port: number }, log: (line: string) => void) {
    const planetScale = new PlanetScale(await BranchDatabases.connect(mysql.socketPath), log);
    const api = planetScale.#api();
    const server: Server = await serve((request) => api.fetch(request));
    const front = await startMysqlFront(mysql.port, (sql) => planetScale.#refuses(sql));
    return Object.assign(planetScale, {
      url: server.url,
      /** Where the branches' databases listen. */
      mysqlUrl: `mysql://127.0.0.1:${front.port}/${planetScale.databases.prefix}`,
      close: async () => {
        await server.close();
        await front.close();
        await planetScale.deployRequests.settled();
        for (const { name } of planetScale.branches.values()) await planetScale.#drop(name);
        await planetScale.databases.close();
      },
    });
  }

  get #copiesNotes() {
    return this.database?.settings.automatic_migrations === true;
  }

  /** Foreign keys are allowed a while after the API says so. */
  #refuses(statement: string): string | undefined {
    if (!concernsForeignKeys(statement) || this.database?.foreignKeys === "on") return undefined;
    if (this.database?.foreignKeys === "shown as enabled") this.database.foreignKeys = "on";
    return "VT10001: foreign key constraints are not allowed";
  }

  #api() {
    const api = new Hono().basePath("/organizations/:organization");
    const databasePath = "/databases/:database";
    const branchPath = `${databasePath}/branches/:branch`;

    api.use(async ({ req }, next) => {
      if (req.method !== "GET")
        this.#log(`planetscale ${req.method} ${req.path.replace(/.*\/databases/, "")}`);
      const accesses = this.tokens.get(req.header("authorization") ?? "");
      if (!accesses) return failure(401, "unauthorized", "Unauthorized");
      if (req.param("organization") !== ORGANIZATION) return missing();
      const needed = accessesFor(req.method, req.path);
      if (!needed.some((access) => accesses.includes(access)))
        return failure(403, "forbidden", `Forbidden: it takes ${needed.join(" or ")}`);
      return next();
    });

    api.get("/", () => Response.json({ name: ORGANIZATION, ...this.organization }));
    api.get("/regions", () =>
      Response.json({ data: REGIONS.map((slug) => ({ slug, enabled: true })), next_page: null }),
    );
    api.get(databasePath, () => {
      const { database } = this;
      if (!database) return missing();
      const answer = Response.json(databaseAnswer(database));
      // Each look finds it one step further, as time would have it.
      database.ready = true;
      if (database.foreignKeys === "enabling") database.foreignKeys = "shown as enabled";
      return answer;
    });
    api.post("/databases", async ({ req }) => {
      const { region, cluster_size: clusterSize } = databaseSchema.parse(await req.json());
      if (this.database) return refusal("Name has already been taken");
      this.database = { region, clusterSize, ready: false, foreignKeys: "off", settings: {} };
      await this.#create({ name: MAIN_BRANCH, parent: "", production: true });
      return Response.json(databaseAnswer(this.database));
    });
    api.patch(databasePath, async ({ req }) => {
      const { database } = this;
      if (!database) return missing();
      const settings = settingsSchema.parse(await req.json());
      const foreignKeys = settings.allow_foreign_key_constraints;
      if (foreignKeys && database.foreignKeys === "off") {
        if (this.deployRequests.open) return refusal("There are open deploy requests.");
        database.foreignKeys = "enabling";
      }
      Object.assign(database.settings, settings);
      return Response.json(databaseAnswer(database));
    });

    api.get(`${databasePath}/branches`, () =>
      Response.json({ data: [...this.branches.values()].map((b) => this.#branchAnswer(b)) }),
    );
    api.post(`${databasePath}/branches`, async ({ req }) => {
      const { name, parent_branch: parent } = branchSchema.parse(await req.json());
      return Response.json(
        this.#branchAnswer(await this.#create({ name, parent, production: false })),
      );
    });
    api.get(branchPath, ({ req }) => {
      const branch = this.branches.get(req.param("branch"));
      // A new database has no branch until it is ready.
      if (!branch || !this.database?.ready) return missing();
      const answer = this.#branchAnswer(branch);
      branch.ready = true;
      return Response.json(answer);
    });
    api.delete(branchPath, async ({ req }) => {
      if (!this.branches.has(req.param("branch"))) return missing();
      await this.#drop(req.param("branch"));
      return new Response(null, { status: 204 });
    });
    for (const [method, on] of [
      ["POST", true],
      ["DELETE", false],
    ] as const)
      api.on(method, `${branchPath}/safe-migrations`, ({ req }) => {
        const branch = this.branches.get(req.param("branch"));
        if (!branch) return missing();
        if (!branch.ready) return refusal("The branch is not ready.");
        if (!branch.production) return refusal("Safe migrations are for production branches.");
        branch.safeMigrations = on;
        return Response.json(this.#branchAnswer(branch));
      });
    api.patch(`${branchPath}/cluster`, async ({ req }) => {
      if (!this.database) return missing();
      this.database.clusterSize = z
        .object({ cluster_size: z.string() })
        .parse(await req.json()).cluster_size;
      return new Response(null, { status: 204 });
    });

    api.get(`${branchPath}/passwords`, ({ req }) => {
      const passwords = [...this.passwords.values()];
      return Response.json({
        data: passwords.filter(({ branch }) => branch === req.param("branch")),
      });
    });
    api.post(`${branchPath}/passwords`, async ({ req }) => {
      const branch = this.branches.get(req.param("branch"));
      if (!branch) return missing();
      if (!branch.ready) return refusal("The branch is not ready.");
      return Response.json(await this.#createPassword(branch, await req.json()));
    });
    api.patch(`${branchPath}/passwords/:id`, ({ req }) =>
      Response.json(this.passwords.get(req.param("id"))),
    );
    api.delete(`${branchPath}/passwords/:id`, async ({ req }) => {
      const password = this.passwords.get(req.param("id"));
      if (!password) return missing();
      await this.databases.dropAccount(password.username);
      this.passwords.delete(password.id);
      return new Response(null, { status: 204 });
    });

    api.route(`${databasePath}/deploy-requests`, this.deployRequests.api());

    api.notFound(({ req }) => {
      this.#log(`planetscale unknown: ${req.method} ${req.path}`);
      return missing();
    });
    return api;
  }

  /** A new branch has its parent's tables without their rows, save the notes of which migrations were applied. */
  async #create(options: Pick<Branch, "name" | "parent" | "production">): Promise<Branch> {
    const branch = { ...options, safeMigrations: false, ready: false };
    await this.databases.create(branch.name);
    this.branches.set(branch.name, branch);
    if (branch.parent) {
      await this.databases.copyTables(branch.parent, branch.name);
      if (this.#copiesNotes)
        await this.databases.writeNotes(branch.name, await this.databases.notes(branch.parent));
    }
    return branch;
  }

  async #drop(name: string) {
    await this.databases.drop(name);
    this.branches.delete(name);
    for (const { id, branch, username } of this.passwords.values())
      if (branch === name) {
        await this.databases.dropAccount(username);
        this.passwords.delete(id);
      }
  }

  async #createPassword({ name: branch, safeMigrations }: Branch, body: unknown) {
    const { name, role } = passwordSchema.parse(body);
    const id = randomBytes(6).toString("hex");
    const password = { id, branch, name, username: `u${id}`, plain_text: `pscale_pw_${id}` };
    const privileges = ROLE_PRIVILEGES[role === "admin" && safeMigrations ? "readwriter" : role];
    await this.databases.createAccount(branch, privileges, {
      username: password.username,
      password: password.plain_text,
    });
    this.passwords.set(id, password);
    return { ...password, role, access_host_url: PLANETSCALE_HOST, expires_at: null };
  }

  #branchAnswer({ name, parent, production, safeMigrations, ready }: Branch) {
    return {
      ...COMMON,
      region: { slug: this.database?.region },
      cluster_name: this.database?.clusterSize,
      name,
      kind: "mysql",
      ready,
      production,
      safe_migrations: safeMigrations,
      parent_branch: parent || null,
    };
  }
}

const ORGANIZATION = "acme";

const databaseSchema = z.object({ region: z.string(), cluster_size: z.string() });
const settingsSchema = z.looseObject({ allow_foreign_key_constraints: z.boolean().optional() });
const branchSchema = z.object({ name: z.string(), parent_branch: z.string() });
const passwordSchema = z.object({
  name: z.string(),
  role: z.enum(["reader", "readwriter", "admin"]),
});

const now = new Date().toISOString();
const COMMON = { created_at: now, updated_at: now, html_url: "" };
const databaseAnswer = ({ kind = "mysql", region, ready, foreignKeys, settings }: Database) => ({
  ...COMMON,
  region: { slug: region },
  id: "database",
  name: "os2",
  kind,
  state: ready ? "ready" : "pending",
  ready,
  plan: "scaler_pro",
  default_branch: MAIN_BRANCH,
  foreign_keys_enabled: foreignKeys === "shown as enabled" || foreignKeys === "on",
  automatic_migrations: settings.automatic_migrations === true,
  migration_framework: settings.migration_framework ?? null,
  migration_table_name: settings.migration_table_name ?? null,
});

const failure = (status: number, code: string, message: string) =>
  Response.json({ code, message }, { status });
const missing = () => failure(404, "not_found", "Not Found");
