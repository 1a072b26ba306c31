/** The pages of the admin area. */
export const ADMIN_PAGES = [
  { to: "/admin", name: "Overview" },
  { to: "/admin/audit", name: "Audit log" },
  { to: "/admin/trpc-tools", name: "tRPC tools" },
  { to: "/admin/session-info", name: "Session info" },
] as const;
