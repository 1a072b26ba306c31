import type { Role } from "../../backend/db/values";
import type { Viewer } from "./trpc";

// What the pages offer to whom. The server decides (backend/trpc/trpc.ts); this only spares people its refusal.

export const ROLE_NAMES: Record<Role, string> = {
  owner: "Owner",
  admin: "Admin",
  member: "Member",
};

export const mayAdminister = (role: Role) => role !== "member";

/** Whether the admin area is for them. Never while acting as somebody else, who is no platform admin. */
export const isPlatformAdmin = ({ user }: Viewer) => user.role === "admin";

export const ADMINS_ONLY = "Only an owner or an admin of the organization can do this.";
export const OWNERS_ONLY = "Only an owner of the organization can do this.";

/** The roles that somebody may give to others, and take from them. */
export function assignableRoles(role: Role): Role[] {
  if (role === "owner") return ["owner", "admin", "member"];
  return role === "admin" ? ["admin", "member"] : [];
}
