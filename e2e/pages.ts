import type { VirtualRouteNode } from "@tanstack/virtual-file-routes";
import { routes } from "../app/routes.ts";
import { signInWithInstance, uniqueEmail } from "../dev/testing/client.ts";

/** What the pages below are about: an organization with something in every list. */
export async function makeTenant() {
  const { owner, scope } = await signInWithInstance();
  for (const name of ["api-1", "api-2", "worker-1", "worker-with-a-rather-long-name-0123456789"])
    await owner.api.machine.create.mutate({ ...scope, name, type: "daytona" });
  const [machine] = await owner.api.machine.list.query(scope);
  if (machine) await owner.api.machine.archive.mutate({ ...scope, machineId: machine.id });
  await owner.api.instance.create.mutate({ ...scope, name: "staging" });
  const { user } = await owner.api.user.me.query();
  const invitation = await owner.api.organization.invite.mutate({
    ...scope,
    email: uniqueEmail("invited"),
    role: "admin",
  });
  return { owner, scope, user, invitation };
}

export type Tenant = Awaited<ReturnType<typeof makeTenant>>;

/** The address of every page of app/routes.ts, where it needs some, with a tenant's names filled in. */
export const PAGES: Record<string, (tenant: Tenant) => string> = {
  "/login": () => "/login",
  "/": () => "/",
  "/new-organization": () => "/new-organization",
  "/user/settings": () => "/user/settings",
  "/invitations/$invitationId": ({ invitation }) => `/invitations/${invitation.id}`,
  "/admin": () => "/admin",
  "/admin/trpc-tools": () => "/admin/trpc-tools?path=machine.create",
  "/admin/session-info": () => "/admin/session-info",
  "/admin/audit": () => "/admin/audit",
  "/$organizationSlug": ({ scope }) => `/${scope.organizationSlug}`,
  "/$organizationSlug/connectors": ({ scope }) => `/${scope.organizationSlug}/connectors`,
  "/$organizationSlug/settings": ({ scope }) => `/${scope.organizationSlug}/settings`,
  "/$organizationSlug/team": ({ scope }) => `/${scope.organizationSlug}/team`,
  "/$organizationSlug/$instanceSlug": ({ scope }) =>
    `/${scope.organizationSlug}/${scope.instanceSlug}`,
  "/$organizationSlug/$instanceSlug/events": ({ scope }) =>
    `/${scope.organizationSlug}/${scope.instanceSlug}/events`,
  "/$organizationSlug/$instanceSlug/settings": ({ scope }) =>
    `/${scope.organizationSlug}/${scope.instanceSlug}/settings`,
};

/** The paths of all pages in app/routes.ts. */
export function pagePaths(
  nodes: VirtualRouteNode[] = routes.children ?? [],
  parent = "",
): string[] {
  return nodes.flatMap((node) => {
    const path = parent + ("path" in node ? node.path : "");
    return "children" in node && node.children ? pagePaths(node.children, path) : [path || "/"];
  });
}
