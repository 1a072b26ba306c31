import { index, layout, rootRoute, route } from "@tanstack/virtual-file-routes";

/** Every page of the app. A path's first segment must be reserved in backend/utils/slug.ts. */
export const routes = rootRoute("root.tsx", [
  route("/login", "login.tsx"),
  layout("auth-required", "auth-required.layout.tsx", [
    index("index.tsx"),
    route("/new-organization", "new-organization.tsx"),
    route("/user/settings", "user-settings.tsx"),
    route("/invitations/$invitationId", "invitation.tsx"),
    route("/admin", "admin/layout.tsx", [
      index("admin/index.tsx"),
      route("/trpc-tools", "admin/trpc-tools.tsx"),
      route("/session-info", "admin/session-info.tsx"),
      route("/audit", "admin/audit.tsx"),
    ]),
    route("/$organizationSlug", "org/layout.tsx", [
      index("org/index.tsx"),
      route("/connectors", "org/connectors.tsx"),
      route("/settings", "org/settings.tsx"),
      route("/team", "org/team.tsx"),
      route("/$instanceSlug", "org/instance/layout.tsx", [
        index("org/instance/index.tsx"),
        route("/events", "org/instance/events.tsx"),
        route("/settings", "org/instance/settings.tsx"),
      ]),
    ]),
  ]),
]);
