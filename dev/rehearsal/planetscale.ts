import { randomBytes } from "node:crypto";
import { Hono } from "hono";
import { z } from "zod";
import { MAIN_BRANCH } from "../deploy/branch.ts";
import { BranchDatabases } from "./branch-databases.ts";
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
  username: string;
  plain_text: string;
}

interface DeployRequest {
  number: number;
  branch: string;
  into_branch: string;
  html_url: string;
  deployment_state:
    | "pending"
    | "ready"
    | "queued"
    | "error"
    | "complete_pending_revert"
    | "complete";
}

const ROLE_PRIVILEGES = {
  reader: "SELECT",
  readwriter: "SELECT, INSERT, UPDATE, DELETE",
  admin: "ALL",
} as const;

export const PLANETSCALE_HOST = "rehearsal.connect.psdb.cloud";

/**
 * Stands in for PlanetScale's API over a local MySQL server: a branch is a database of its own there, a
 * password a MySQL account with just its role's rights, and safe migrations take DDL from every account.
 * `log` has every change that was asked for, and a `deployed` line when a deploy request took effect.
 */
export class PlanetScale {
  readonly branches = new Map<string, Branch>();
  readonly passwords = new Map<string, Password>();
  readonly deployRequests: DeployRequest[] = [];
  readonly settings: Record<string, unknown> = {};
  /** Makes the next deploy request fail. */
  refuseNext = false;
  readonly databases: BranchDatabases;
  readonly #log: (line: string) => void;

  private constructor(databases: BranchDatabases, log: (line: string) => void) {
    this.databases = databases;
    this.#log = log;
  }

  /** @param socketPath of a MySQL server where root has no password. */
  static async start(socketPath: string, log: (line: string) => void) {
    const planetScale = new PlanetScale(await BranchDatabases.connect(socketPath), log);
    const api = planetScale.#api();
    const server: Server = await serve((request) => api.fetch(request));
    return Object.assign(planetScale, {
      url: server.url,
      close: async () => {
        await server.close();
        for (const { name } of planetScale.branches.values()) await planetScale.#drop(name);
        await planetScale.databases.close();
      },
    });
  }

  #api() {
    const api = new Hono().basePath("/organizations/:organization");
    const branchPath = "/databases/:database/branches/:branch";
    const requestPath = "/databases/:database/deploy-requests/:number";

    api.use(async ({ req }, next) => {
      if (req.method !== "GET")
        this.#log(`planetscale ${req.method} ${req.path.replace(/.*\/databases/, "")}`);
      await next();
    });

    api.get("/databases/:database", () =>
      this.branches.size > 0 ? Response.json(DATABASE_ANSWER) : missing(),
    );
    api.post("/databases", async ({ req }) => {
      Object.assign(this.settings, await req.json());
      await this.#create({ name: MAIN_BRANCH, parent: "", production: true });
      return Response.json(DATABASE_ANSWER);
    });
    api.patch("/databases/:database", async ({ req }) => {
      Object.assign(this.settings, await req.json());
      return Response.json(DATABASE_ANSWER);
    });

    api.post("/databases/:database/branches", async ({ req }) => {
      const { name, parent_branch: parent } = branchSchema.parse(await req.json());
      return Response.json(branchAnswer(await this.#create({ name, parent, production: false })));
    });
    api.get(branchPath, ({ req }) => {
      const branch = this.branches.get(req.param("branch"));
      if (!branch) return missing();
      const answer = branchAnswer(branch);
      branch.ready = true;
      return Response.json(answer);
    });
    api.delete(branchPath, async ({ req }) => {
      await this.#drop(req.param("branch"));
      return new Response(null, { status: 204 });
    });
    api.post(`${branchPath}/promote`, ({ req }) => {
      const branch = this.#branch(req.param("branch"));
      branch.production = true;
      return Response.json(branchAnswer(branch));
    });
    api.post(`${branchPath}/safe-migrations`, ({ req }) => {
      const branch = this.#branch(req.param("branch"));
      if (!branch.ready) return notReady();
      branch.safeMigrations = true;
      return Response.json(branchAnswer(branch));
    });
    api.get(`${branchPath}/keyspaces`, () =>
      Response.json({ data: [{ name: "os2", cluster_name: this.settings.cluster_size }] }),
    );
    api.get(`${branchPath}/keyspaces/:keyspace/resizes`, () => Response.json({ data: [] }));

    api.post(`${branchPath}/passwords`, async ({ req }) => {
      const branch = this.branches.get(req.param("branch"));
      if (!branch) return missing();
      if (!branch.ready) return notReady();
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

    api.get("/databases/:database/deploy-requests", () =>
      Response.json({ data: this.deployRequests }),
    );
    api.post("/databases/:database/deploy-requests", async ({ req }) => {
      const { branch, into_branch } = deployRequestSchema.parse(await req.json());
      const number = this.deployRequests.length + 1;
      const request = {
        number,
        branch,
        into_branch,
        html_url: `https://app.planetscale.com/acme/os2/deploy-requests/${number}`,
        deployment_state: "pending" as const,
      };
      this.deployRequests.push(request);
      return Response.json(request);
    });
    // Each look finds it one step further, as time would have it.
    api.get(requestPath, async ({ req }) => {
      const request = this.#deployRequest(req.param("number"));
      if (request.deployment_state === "pending") request.deployment_state = "ready";
      else if (request.deployment_state === "queued") await this.#deploy(request);
      return Response.json(request);
    });
    api.post(`${requestPath}/deploy`, ({ req }) => {
      const request = this.#deployRequest(req.param("number"));
      if (this.deployRequests.some((r) => r.deployment_state === "complete_pending_revert"))
        return Response.json({ message: "A deployment can still be reverted." }, { status: 422 });
      request.deployment_state = "queued";
      return Response.json(request);
    });
    api.post(`${requestPath}/skip-revert`, ({ req }) => {
      const request = this.#deployRequest(req.param("number"));
      request.deployment_state = "complete";
      return Response.json(request);
    });

    api.notFound(({ req }) => {
      this.#log(`planetscale unknown: ${req.method} ${req.path}`);
      return missing();
    });
    return api;
  }

  #branch(name: string): Branch {
    const branch = this.branches.get(name);
    if (!branch) throw new Error(`There is no branch ${name}.`);
    return branch;
  }

  #deployRequest(number: string): DeployRequest {
    const request = this.deployRequests[Number(number) - 1];
    if (!request) throw new Error(`There is no deploy request ${number}.`);
    return request;
  }

  /** A new branch has its parent's tables without their rows, save the notes of which migrations were applied. */
  async #create(options: Pick<Branch, "name" | "parent" | "production">): Promise<Branch> {
    const branch = { ...options, safeMigrations: false, ready: false };
    await this.databases.create(branch.name);
    this.branches.set(branch.name, branch);
    if (branch.parent) await this.databases.copyTables(branch.parent, branch.name);
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
    const password = { id, branch, username: `u${id}`, plain_text: `pscale_pw_${id}` };
    const privileges = ROLE_PRIVILEGES[role === "admin" && safeMigrations ? "readwriter" : role];
    await this.databases.createAccount(branch, privileges, {
      username: password.username,
      password: password.plain_text,
    });
    this.passwords.set(id, password);
    return { ...password, name, role, access_host_url: PLANETSCALE_HOST, expires_at: null };
  }

  async #deploy(request: DeployRequest) {
    if (this.refuseNext) {
      this.refuseNext = false;
      request.deployment_state = "error";
      return;
    }
    await this.databases.copyTables(request.branch, request.into_branch);
    await this.#drop(request.branch);
    request.deployment_state = "complete_pending_revert";
    this.#log(`planetscale deployed ${request.into_branch}`);
  }
}

const branchSchema = z.object({ name: z.string(), parent_branch: z.string() });
const passwordSchema = z.object({
  name: z.string(),
  role: z.enum(["reader", "readwriter", "admin"]),
});
const deployRequestSchema = z.object({ branch: z.string(), into_branch: z.string() });

const now = new Date().toISOString();
const COMMON = { created_at: now, updated_at: now, region: { slug: "us-east" }, html_url: "" };
const DATABASE_ANSWER = {
  ...COMMON,
  id: "database",
  name: "os2",
  kind: "mysql",
  state: "ready",
  ready: true,
  plan: "scaler_pro",
  default_branch: MAIN_BRANCH,
};
const branchAnswer = ({ name, parent, production, safeMigrations, ready }: Branch) => ({
  ...COMMON,
  name,
  kind: "mysql",
  ready,
  production,
  safe_migrations: safeMigrations,
  parent_branch: parent || null,
});

const notReady = () => Response.json({ message: "The branch is not ready." }, { status: 422 });
const missing = () => Response.json({ code: "not_found", message: "Not Found" }, { status: 404 });
