import { MAIN_BRANCH } from "../deploy/branch.ts";

/** The accesses of a service token, as docs/deploy.md names them. */
export const ACCESSES = [
  "read_organization",
  "create_databases",
  "read_database",
  "write_database",
  "read_branch",
  "create_branch",
  "delete_branch",
  "connect_branch",
  "connect_production_branch",
  "delete_branch_password",
  "delete_production_branch_password",
  "read_deploy_request",
  "create_deploy_request",
] as const;
/** The accesses of a preview's token: none to production. */
export const PREVIEW_ACCESSES: readonly Access[] = [
  "read_organization",
  "read_database",
  "read_branch",
  "create_branch",
  "delete_branch",
  "connect_branch",
  "delete_branch_password",
  "read_deploy_request",
];
export type Access = (typeof ACCESSES)[number];

/** Any of these lets a service token do it: https://planetscale.com/docs/api/reference */
export function accessesFor(method: string, path: string): Access[] {
  const [, , name, , below = "", branch, what = ""] = path.slice(1).split("/");
  const production = branch === MAIN_BRANCH;
  if (!name || name === "regions") return ["read_organization"];
  if (name === "databases" && method === "POST" && !below) return ["create_databases"];
  if (!below)
    return method === "GET"
      ? ["read_database", "read_branch", "connect_branch"]
      : ["write_database"];
  if (below === "deploy-requests")
    return [method === "POST" ? "create_deploy_request" : "read_deploy_request"];
  if (what === "passwords" && method !== "GET") {
    if (method === "DELETE")
      return [production ? "delete_production_branch_password" : "delete_branch_password"];
    return [production ? "connect_production_branch" : "connect_branch"];
  }
  if (what === "safe-migrations" || what === "cluster") return ["write_database"];
  if (method === "POST") return ["create_branch"];
  return [method === "DELETE" ? "delete_branch" : "read_branch"];
}
