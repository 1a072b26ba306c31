import type { Page } from "@playwright/test";
import { inviteInto } from "../dev/testing/team.ts";
import { PAGES } from "./pages.ts";
import type { Person, World } from "./screenshot-world.ts";

/** A state of a page: who sees it, where, and what they do there until there is something to see. */
interface State {
  as: Person | "nobody";
  at: (world: World) => string;
  /** Only there on a small window, or a large one. */
  only?: "phone" | "desktop";
  open?: (page: Page, world: World) => Promise<unknown>;
}

const press = (page: Page, name: string | RegExp) =>
  page.getByRole("button", { name }).first().click();
const choose = (page: Page, name: string | RegExp) => page.getByRole("menuitem", { name }).click();
const dialog = (page: Page) => page.getByRole("dialog").or(page.getByRole("alertdialog")).waitFor();

/** A dialog that a button opens. */
const opened = (as: Person, at: State["at"], ...names: (string | RegExp)[]): State => ({
  as,
  at,
  open: async (page) => {
    for (const name of names) await press(page, name);
    await dialog(page);
  },
});

/** What a page shows in place of itself when a call fails as the server says. */
const failing = (code: string, httpStatus: number, message: string): State => ({
  as: "owner",
  at: ({ organization }) => `${organization}/settings`,
  only: "desktop",
  open: async (page) => {
    const body = { error: { message, code: -32603, data: { code, httpStatus } } };
    await page.route("**/api/trpc/**", (route) =>
      route.fulfill({ status: httpStatus, json: body }),
    );
    await page.getByRole("link", { name: "Team" }).click();
    await page.getByRole("heading", { level: 1, name: /may not|away|did not/ }).waitFor({
      timeout: 30_000,
    });
  },
});

const machines: State["at"] = ({ instance }) => instance;
const team: State["at"] = ({ organization }) => `${organization}/team`;

/** Whoever sees the pages of app/routes.ts with something on them. */
const viewerOf = (route: string): State["as"] => {
  if (route === "/login") return "nobody";
  return route.startsWith("/admin") ? "admin" : "owner";
};

const pages = Object.fromEntries(
  Object.entries(PAGES).map(([route, address]): [string, State] => [
    route.replaceAll("$", "").split("/").filter(Boolean).join("-") || "home",
    { as: viewerOf(route), at: ({ tenant }) => address(tenant) },
  ]),
);

export const STATES: Record<string, State> = {
  ...pages,

  "empty-no-organization": { as: "newcomer", at: () => "/" },
  "empty-no-instance": { as: "founder", at: ({ emptyOrganization }) => emptyOrganization },
  "empty-no-machine": { as: "starter", at: ({ emptyInstance }) => emptyInstance },
  "empty-no-match": { as: "owner", at: (world) => `${world.instance}?q=nothing` },
  "events-0": { as: "owner", at: ({ staging }) => `${staging}/events` },
  "events-1": { as: "owner", at: ({ quiet }) => `${quiet}/events` },
  "events-sheet": {
    as: "owner",
    at: ({ instance }) => `${instance}/events`,
    open: async (page) => {
      await page.getByRole("list", { name: "Events" }).getByRole("button").first().click();
      await page.getByRole("heading", { name: "Payload" }).waitFor();
    },
  },

  "machines-new": opened("owner", machines, "Create machine"),
  "machines-delete": opened("owner", machines, "Delete api-1"),
  "machines-selected": {
    as: "owner",
    at: machines,
    open: (page) => page.getByRole("checkbox", { name: "Select api-1" }).check(),
  },
  "machines-menu": {
    as: "owner",
    at: machines,
    open: async (page) => {
      await press(page, "More actions for api-1");
      await page.getByRole("menu").waitFor();
    },
  },
  "machines-rename": {
    as: "owner",
    at: machines,
    open: async (page) => {
      await press(page, "More actions for api-1");
      await choose(page, "Rename…");
      await dialog(page);
    },
  },
  palette: {
    as: "admin",
    at: () => "/admin",
    open: async (page) => {
      await page.keyboard.press("Control+k");
      await dialog(page);
    },
  },
  "palette-owner": {
    as: "owner",
    at: machines,
    open: async (page) => {
      await page.keyboard.press("Control+k");
      await dialog(page);
    },
  },
  sheet: {
    as: "owner",
    at: machines,
    only: "phone",
    open: async (page) => {
      await press(page, "Open menu");
      await dialog(page);
    },
  },
  "sidebar-collapsed": {
    as: "owner",
    at: machines,
    only: "desktop",
    open: (page) => press(page, "Collapse sidebar"),
  },
  "menu-user": {
    as: "admin",
    at: () => "/new-organization",
    open: async (page) => {
      await press(page, /account menu/);
      await page.getByRole("menu").waitFor();
    },
  },
  "menu-organizations": {
    as: "owner",
    at: machines,
    only: "desktop",
    open: async (page) => {
      await press(page, /switch organization/);
      await page.getByRole("menu").waitFor();
    },
  },
  "new-instance": { ...opened("owner", machines, "New instance"), only: "desktop" },
  "team-invite": opened("owner", team, "Invite"),
  "team-invited": {
    as: "owner",
    at: team,
    open: async (page) => {
      await press(page, "Invite");
      await page.getByLabel("Email").fill(`ada-${crypto.randomUUID().slice(0, 6)}@example.com`);
      await press(page, "Create invitation");
      await page.getByRole("heading", { name: "Invitation ready" }).waitFor();
    },
  },
  "team-as-member": { as: "member", at: team },
  "team-revoke": opened("owner", team, /^Revoke/),
  "team-remove": opened("owner", team, "Remove Grace Hopper"),
  "team-leave": opened("owner", team, "Leave organization"),
  "connectors-as-member": { as: "member", at: ({ organization }) => `${organization}/connectors` },
  "connectors-disconnect": opened(
    "owner",
    ({ organization }) => `${organization}/connectors`,
    /^Disconnect/,
  ),
  "connectors-toast": {
    as: "owner",
    at: ({ organization }) => `${organization}/connectors?error=access_denied`,
    open: (page) => page.getByText("You cancelled it").waitFor(),
  },
  "settings-as-member": { as: "member", at: ({ organization }) => `${organization}/settings` },
  "settings-delete": opened(
    "owner",
    ({ organization }) => `${organization}/settings`,
    "Delete organization",
  ),
  "settings-field-error": {
    as: "owner",
    at: ({ organization }) => `${organization}/settings`,
    open: async (page) => {
      await page.getByLabel("URL slug").fill("Not a slug!");
      await press(page, "Change slug");
      await page.getByText("Please use only").waitFor();
    },
  },
  "settings-unsaved": {
    as: "owner",
    at: ({ organization }) => `${organization}/settings`,
    only: "desktop",
    open: async (page) => {
      await page.getByLabel("Name").fill("Half way");
      await page.getByRole("link", { name: "Team" }).click();
      await dialog(page);
    },
  },

  "login-error": { as: "nobody", at: () => "/login?error=access_denied" },
  "login-dev": {
    as: "nobody",
    at: () => "/login",
    open: async (page) => {
      await press(page, "Dev mode login");
      await dialog(page);
    },
  },
  "invitation-of-another": { as: "member", at: (w) => `/invitations/${w.tenant.invitation.id}` },
  "invitation-closed": { as: "member", at: () => "/invitations/inv_none" },
  "not-found": { as: "owner", at: () => "/no-such-organization" },
  "not-found-inside": { as: "owner", at: ({ organization }) => `${organization}/no-such-instance` },
  "failed-forbidden": failing("FORBIDDEN", 403, "Only an owner of the organization can do this."),
  "failed-database-away": failing(
    "SERVICE_UNAVAILABLE",
    503,
    "The database can't be reached right now. Please try again in a moment.",
  ),
  "failed-error": failing("INTERNAL_SERVER_ERROR", 500, "Something went wrong on our side."),
  "not-member": {
    as: "nobody",
    at: () => "/login",
    open: async (page, { tenant: { owner, scope }, organization }) => {
      const person = await inviteInto(owner, scope, "member");
      const { user } = await person.api.user.me.query();
      await page.context().addCookies(cookiesOf(person.cookies, page.url()));
      const live = page.waitForEvent("websocket");
      await page.goto(`${organization}/team`);
      await live;
      const { items } = await owner.api.organization.members.query(scope);
      const membershipId = items.find((member) => member.user.id === user.id)?.id ?? "";
      await owner.api.organization.removeMember.mutate({ ...scope, membershipId });
      await page.getByRole("heading", { name: "You are no longer a member" }).waitFor();
    },
  },
  offline: {
    as: "owner",
    at: machines,
    open: async (page) => {
      await page.context().setOffline(true);
      await page.getByText("You are offline.").waitFor();
    },
  },
  "offline-page": {
    as: "owner",
    at: ({ organization }) => `${organization}/settings`,
    only: "desktop",
    open: async (page) => {
      await page.context().setOffline(true);
      await page.getByRole("link", { name: "Team" }).click();
      await page.getByRole("heading", { level: 1, name: "You are offline" }).waitFor();
    },
  },
  reconnecting: {
    as: "owner",
    at: () => "/new-organization",
    open: async (page, { instance }) => {
      await page.routeWebSocket(/\/api\/ws\//, (socket) => socket.close({ code: 1012 }));
      await page.goto(instance);
      await page.getByText("Reconnecting…").waitFor();
    },
  },

  "impersonation-machines": { as: "impersonator", at: machines },
  "impersonation-settings": { as: "impersonator", at: () => "/user/settings" },
  "admin-organizations": { as: "admin", at: () => "/admin?list=organizations" },
  "admin-unrouted": { as: "admin", at: () => "/admin?list=events" },
  "admin-user-menu": {
    as: "admin",
    at: (world) => `/admin?q=${world.ownerEmail}`,
    open: async (page) => {
      await press(page, /^Actions for/);
      await page.getByRole("menu").waitFor();
    },
  },
  "admin-ban": {
    as: "admin",
    at: (world) => `/admin?q=${world.ownerEmail}`,
    open: async (page) => {
      await press(page, /^Actions for/);
      await choose(page, "Ban…");
      await dialog(page);
    },
  },
  "admin-impersonate": {
    as: "admin",
    at: () => "/admin",
    open: async (page) => {
      await press(page, /account menu/);
      await choose(page, "Impersonate a user…");
      await page.getByRole("list", { name: "Users" }).getByRole("button").first().waitFor();
    },
  },
  "tools-none": { as: "admin", at: () => "/admin/trpc-tools" },
  "tools-answer": {
    as: "admin",
    at: () => "/admin/trpc-tools?path=user.me",
    open: async (page) => {
      await press(page, "Run");
      await page.getByLabel("Answer").waitFor();
      await page.getByText("Shape of this answer").click();
    },
  },
  "tools-error": {
    as: "admin",
    at: () => "/admin/trpc-tools?path=machine.list",
    open: async (page) => {
      await press(page, "Run");
      await page.getByRole("alert").waitFor();
    },
  },
};

/** Cookies kept over HTTP as a browser takes them. */
export const cookiesOf = (cookies: Map<string, string>, url: string) =>
  Array.from(cookies, ([name, value]) => ({ name, value, url: new URL(url).origin }));
