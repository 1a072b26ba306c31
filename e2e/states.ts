import type { Page } from "@playwright/test";
import { signIn, userOf } from "../dev/testing/client.ts";
import { inviteInto } from "../dev/testing/team.ts";
import { refuse, useSession as giveSession } from "./fixtures.ts";
import { PAGES } from "./pages.ts";
import { signedInAnHourAgo } from "./sign-in-again.ts";
import type { Person, World } from "./world.ts";

/** A state of a page: who sees it, where, and what they do there until there is something to see. */
export interface State {
  as: Person | "nobody";
  at: (world: World) => string;
  /** Only there on a small window, or a large one. */
  only?: "phone" | "desktop";
  open?: (page: Page, world: World) => Promise<unknown>;
  /** The file in app/components whose dialog, menu or sheet is open. */
  shows?: string;
  /** What the console says of it. */
  problem?: RegExp;
}

const press = (page: Page, name: string | RegExp) =>
  page.getByRole("button", { name }).first().click();
const choose = (page: Page, name: string | RegExp) => page.getByRole("menuitem", { name }).click();
const dialog = (page: Page) =>
  page.getByRole("dialog").or(page.getByRole("alertdialog")).first().waitFor();
const menu = (page: Page) => page.getByRole("menu").waitFor();
const palette = async (page: Page) => {
  await press(page, "Search and commands");
  await dialog(page);
};

/** A dialog that a button opens. */
const opened = (shows: string, as: Person, at: State["at"], name: string | RegExp): State => ({
  shows,
  as,
  at,
  open: async (page) => {
    await press(page, name);
    await dialog(page);
  },
});

/** Lets no call of a procedure through to the server, nor an answer back. */
const cut = (page: Page, procedure: string) =>
  page.route(new RegExp(`/api/trpc/[^?]*${procedure.replace(".", "\\.")}`), (route) =>
    route.abort(),
  );

/** What stands in for a page while it is asked for. */
const loading = (link: string, procedure: string): State => ({
  as: "owner",
  at: ({ organization }) => `${organization}/settings`,
  open: async (page) => {
    await page.route(new RegExp(`/api/trpc/[^?]*${procedure.replace(".", "\\.")}`), () => {});
    await page.getByRole("link", { name: link }).first().click();
    await page.getByText("Loading…").first().waitFor({ state: "attached" });
  },
});

/** What a page shows in place of itself when a call fails as the server says. */
const failing = (code: string, httpStatus: number, message: string): State => ({
  as: "owner",
  at: ({ organization }) => `${organization}/settings`,
  only: "desktop",
  // React reports what an error page was shown for.
  problem: new RegExp(`TRPCClientError|status of ${httpStatus}`),
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

/** Each page of app/routes.ts as it usually is. */
export const PAGE_STATES = Object.fromEntries(
  Object.entries(PAGES).map(([route, address]): [string, State] => [
    route.replaceAll("$", "").split("/").filter(Boolean).join("-") || "home",
    { as: viewerOf(route), at: ({ tenant }) => address(tenant) },
  ]),
);

export const STATES: Record<string, State> = {
  ...PAGE_STATES,

  "empty-no-organization": { as: "newcomer", at: () => "/" },
  "empty-no-instance": { as: "founder", at: ({ emptyOrganization }) => emptyOrganization },
  "empty-no-machine": { as: "starter", at: ({ emptyInstance }) => emptyInstance },
  "empty-no-match": { as: "owner", at: (world) => `${world.instance}?q=nothing` },
  "events-0": { as: "owner", at: ({ staging }) => `${staging}/events` },
  "events-1": { as: "owner", at: ({ quiet }) => `${quiet}/events` },
  "events-none-of-type": {
    as: "owner",
    at: ({ instance }) => `${instance}/events?type=slack.none`,
  },
  "events-sheet": {
    shows: "events/event-sheet.tsx",
    as: "owner",
    at: ({ instance }) => `${instance}/events`,
    open: async (page) => {
      await page.getByRole("list", { name: "Events" }).getByRole("button").first().click();
      await page.getByRole("heading", { name: "Payload" }).waitFor();
    },
  },

  "events-sheet-failed": {
    as: "owner",
    at: ({ instance }) => `${instance}/events?event=evt_none`,
    open: (page) => page.getByRole("dialog").getByRole("alert").waitFor(),
  },

  "loading-machines": loading("production", "machine.list"),
  "loading-team": { ...loading("Team", "organization.members"), only: "desktop" },

  "machines-new": opened("machines/new-machine-dialog.tsx", "owner", machines, "Create machine"),
  "machines-new-failed": {
    as: "owner",
    at: machines,
    open: async (page) => {
      await cut(page, "machine.create");
      await press(page, "Create machine");
      await page.getByRole("dialog").getByLabel("Name").fill("worker-2");
      await page.getByRole("dialog").getByRole("button", { name: "Create machine" }).click();
      await page.getByRole("dialog").getByRole("alert").waitFor();
    },
  },
  "machines-toast": {
    as: "owner",
    at: machines,
    open: async (page) => {
      await cut(page, "machine.archive");
      await press(page, "Archive api-1");
      // A toast that the pointer is on stays.
      await page.getByText("The server could not be reached").hover();
    },
  },
  "machines-delete": opened(
    "machines/delete-machines-dialog.tsx",
    "owner",
    machines,
    "Delete api-1",
  ),
  "machines-selected": {
    as: "owner",
    at: machines,
    open: (page) => page.getByRole("checkbox", { name: "Select api-1" }).check(),
  },
  "machines-menu": {
    shows: "machines/machine-menu.tsx",
    as: "owner",
    at: machines,
    open: async (page) => {
      await press(page, "More actions for api-1");
      await menu(page);
    },
  },
  "machines-rename": {
    shows: "machines/rename-machine-dialog.tsx",
    as: "owner",
    at: machines,
    open: async (page) => {
      await press(page, "More actions for api-1");
      await choose(page, "Rename…");
      await dialog(page);
    },
  },
  palette: { shows: "command-palette.tsx", as: "admin", at: () => "/admin", open: palette },
  "palette-owner": { as: "owner", at: machines, open: palette },
  "palette-nothing": {
    as: "owner",
    at: machines,
    open: async (page) => {
      await palette(page);
      await page.keyboard.type("no such thing");
    },
  },
  sheet: {
    shows: "sidebar-sheet.tsx",
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
    shows: "user-menu-items.tsx",
    as: "admin",
    at: () => "/new-organization",
    open: async (page) => {
      await press(page, /account menu/);
      await menu(page);
    },
  },
  "menu-organizations": {
    shows: "organization-menu.tsx",
    as: "owner",
    at: machines,
    only: "desktop",
    open: async (page) => {
      await press(page, /switch organization/);
      await menu(page);
    },
  },
  "new-instance": {
    ...opened("new-instance-dialog.tsx", "owner", machines, "New instance"),
    only: "desktop",
  },
  "team-invite": opened("team/invite-dialog.tsx", "owner", team, "Invite"),
  "team-invite-field-error": {
    as: "owner",
    at: team,
    open: async (page) => {
      await press(page, "Invite");
      await page.getByLabel("Email").fill("ada@");
      await press(page, "Create invitation");
      await page.getByRole("dialog").locator("[aria-invalid=true]").waitFor();
    },
  },
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
  "team-revoke": opened("team/invitation-list.tsx", "owner", team, /^Revoke/),
  "team-remove": opened("team/remove-member-dialog.tsx", "owner", team, "Remove Grace Hopper"),
  "team-leave": opened("team/leave-button.tsx", "owner", team, "Leave organization"),
  "team-leave-failed": {
    as: "owner",
    at: team,
    open: async (page) => {
      await cut(page, "organization.leave");
      await press(page, "Leave organization");
      await page
        .getByRole("alertdialog")
        .getByRole("button", { name: /^Leave/ })
        .click();
      await page.getByRole("alertdialog").getByRole("alert").waitFor();
    },
  },
  "connectors-as-member": { as: "member", at: ({ organization }) => `${organization}/connectors` },
  "connectors-disconnect": opened(
    "connectors/disconnect-slack-dialog.tsx",
    "owner",
    ({ organization }) => `${organization}/connectors`,
    /^Disconnect/,
  ),
  "connectors-toast": {
    as: "owner",
    at: ({ organization }) => `${organization}/connectors?error=access_denied`,
    open: (page) => page.getByText("You cancelled it").hover(),
  },
  "connectors-connected": {
    as: "owner",
    at: ({ organization }) => `${organization}/connectors?connected=slack`,
    open: (page) => page.getByText("Slack is connected.").hover(),
  },
  "settings-as-member": { as: "member", at: ({ organization }) => `${organization}/settings` },
  "settings-delete": opened(
    "settings/delete-section.tsx",
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
    shows: "unsaved-warning.tsx",
    as: "owner",
    at: ({ organization }) => `${organization}/settings`,
    only: "desktop",
    open: async (page) => {
      await page.getByLabel("Name").fill("Half way");
      await page.getByRole("link", { name: "Team" }).click();
      await dialog(page);
    },
  },

  "user-gmail": { as: "member", at: () => "/user/settings" },
  "user-gmail-disconnect": opened(
    "user/gmail-section.tsx",
    "member",
    () => "/user/settings",
    "Disconnect",
  ),
  "sign-in-again": {
    shows: "sign-in-again-dialog.tsx",
    as: "nobody",
    at: () => "/login",
    open: async (page) => {
      const person = await signIn();
      await signedInAnHourAgo(person);
      await giveSession(page.context(), person);
      await page.goto("/user/settings");
      await press(page, "Connect Gmail");
      await dialog(page);
    },
  },
  "user-sessions-revoke": {
    shows: "user/sessions-section.tsx",
    as: "nobody",
    at: () => "/login",
    open: async (page) => {
      const person = await signIn();
      await signIn((await userOf(person)).email);
      await giveSession(page.context(), person);
      await page.goto("/user/settings");
      await press(page, "Sign out everywhere else");
      await dialog(page);
    },
  },

  "login-error": { as: "nobody", at: () => "/login?error=access_denied" },
  "login-dev": {
    shows: "dev-login.tsx",
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
      await giveSession(page.context(), person);
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
    problem: /TRPCClientError|Couldn't load preload assets/,
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
  "admin-nothing": { as: "admin", at: () => "/admin?q=nobody-is-called-this" },
  "admin-list-failed": {
    as: "admin",
    at: () => "/admin",
    open: async (page) => {
      await page.route(/admin\.organizations/, refuse);
      await page.getByRole("link", { name: "Organizations" }).click();
      await page.getByRole("alert").waitFor();
    },
  },
  "admin-user-menu": {
    shows: "admin/user-actions-menu.tsx",
    as: "admin",
    at: (world) => `/admin?q=${world.ownerEmail}`,
    open: async (page) => {
      await press(page, /^Actions for/);
      await menu(page);
    },
  },
  "admin-role": {
    shows: "admin/user-actions.tsx",
    as: "admin",
    at: (world) => `/admin?q=${world.ownerEmail}`,
    open: async (page) => {
      await press(page, /^Actions for/);
      await choose(page, "Make platform admin…");
      await dialog(page);
    },
  },
  "admin-ban": {
    shows: "admin/ban-dialog.tsx",
    as: "admin",
    at: (world) => `/admin?q=${world.ownerEmail}`,
    open: async (page) => {
      await press(page, /^Actions for/);
      await choose(page, "Ban…");
      await dialog(page);
    },
  },
  "admin-move-google": {
    shows: "admin/move-google-dialog.tsx",
    as: "admin",
    at: (world) => `/admin?q=${world.ownerEmail}`,
    open: async (page) => {
      await press(page, /^Actions for/);
      await choose(page, "Move Google account…");
      await dialog(page);
    },
  },
  "admin-impersonate-reason": {
    as: "admin",
    at: (world) => `/admin?q=${world.ownerEmail}`,
    open: async (page) => {
      await press(page, /^Actions for/);
      await choose(page, "Impersonate…");
      await dialog(page);
    },
  },
  "admin-impersonate": {
    shows: "admin/impersonate-dialog.tsx",
    as: "admin",
    at: () => "/admin",
    open: async (page) => {
      await press(page, /account menu/);
      await choose(page, "Impersonate a user…");
      await page.getByRole("list", { name: "Users" }).getByRole("button").first().waitFor();
    },
  },
  "tools-none": { as: "admin", at: () => "/admin/trpc-tools" },
  "tools-ask": opened(
    "admin/tools/call-form.tsx",
    "admin",
    () => "/admin/trpc-tools?path=machine.create",
    "Run…",
  ),
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

export const SIZES = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 360, height: 740 },
};

/** In the middle of what is shown already. */
export const setTheme = (page: Page, theme: string) =>
  page.evaluate((name) => {
    document.documentElement.className = name;
  }, theme);

/** Makes a page, whose context is that of nobody, show a state. */
export async function show(page: Page, world: World, { as, at, open }: State) {
  if (as !== "nobody") await giveSession(page.context(), world.people[as]);
  await page.goto(at(world));
  await open?.(page, world);
}
