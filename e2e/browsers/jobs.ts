import { uniqueEmail, userOf } from "../../dev/testing/client.ts";
import type { World } from "../world.ts";
import type { Size, Visit } from "./visit.ts";

export const DESKTOP: Size = { width: 1280, height: 860 };
const PHONE: Size = { width: 480, height: 740 };

type Job = (visit: Visit) => Promise<unknown>;

/** The main jobs. Each begins where the one before has ended. */
export const JOBS: Record<string, Job> = {
  "sign in": async (visit) => {
    await visit.goto("/login");
    await visit.press("Dev mode login");
    await visit.picture("dev login");
    await visit.type(uniqueEmail());
    await visit.key("Enter");
    await visit.seePath(/^\/$/);
  },
  "create an organization": async (visit) => {
    await visit.press("Create organization");
    await visit.seePath(/^\/new-organization$/);
    await visit.type("Browsers");
    await visit.key("Enter");
    await visit.see("Create your first instance");
  },
  "create an instance": async (visit) => {
    await visit.press("Create instance");
    await visit.picture("new instance");
    await visit.type("production");
    await visit.press("Create instance");
    await visit.see("Create your first machine");
  },
  "create a machine": async (visit) => {
    await visit.press("Create machine");
    await visit.picture("new machine");
    await visit.type("worker-1");
    await visit.key("Enter");
    await visit.see("started");
  },
  "rename a machine": async (visit) => {
    await visit.press("More actions for worker-1");
    await visit.picture("machine menu");
    await visit.press("Rename…");
    await visit.picture("rename machine");
    await visit.type("worker-2");
    await visit.key("Enter");
    await visit.see("worker-2");
  },
  "archive and restore a machine": async (visit) => {
    await visit.press("Archive worker-2");
    await visit.see("archived");
    await visit.press("Restore worker-2");
    await visit.see("started");
  },
  "delete a machine": async (visit) => {
    await visit.press("Delete worker-2");
    await visit.picture("delete machine");
    await visit.press("Delete machine");
    await visit.see("Create your first machine");
  },
  "invite a person and copy the link": async (visit) => {
    await visit.press("Team");
    await visit.seePath(/\/team$/);
    await visit.press("Invite");
    await visit.picture("invite");
    await visit.type(uniqueEmail("invited"));
    await visit.key("Enter");
    await visit.see("Invitation ready");
    await visit.picture("invitation");
    await visit.press("Copy Link");
    await visit.see("Link copied.");
    await visit.close();
  },
  "change the profile's name": async (visit) => {
    await visit.goto("/user/settings");
    await visit.evaluate(() => document.querySelector<HTMLElement>("input[name=name]")?.focus());
    await visit.type("Ada Lovelace");
    await visit.key("Enter");
    await visit.see("Name saved.");
  },
  "find a page": async (visit) => {
    await visit.key("k", "Control");
    await visit.picture("palette");
    await visit.type("browsers team");
    await visit.key("Enter");
    await visit.seePath(/\/team$/);
    // Closing it gives the focus back, which closes what was opened meanwhile.
    await visit.seeClosed();
  },
  "sign out": async (visit) => {
    await visit.press("account menu");
    await visit.picture("account menu");
    await visit.press("Sign out");
    await visit.seePath(/^\/login$/);
  },
};

interface Opening {
  as: "owner" | "member" | "admin";
  at: (world: World) => string;
  /** The presses that open it. */
  press: string[];
  size?: Size;
}

const settings: Opening["at"] = ({ organization }) => `${organization}/settings`;
const team: Opening["at"] = ({ organization }) => `${organization}/team`;
const users: Opening["at"] = ({ ownerEmail }) => `/admin?q=${ownerEmail}`;
const machines: Opening["at"] = ({ instance }) => instance;

/** All else that opens above a page. */
export const OPENINGS: Record<string, Opening> = {
  "organization menu": { as: "owner", at: machines, press: ["switch organization"] },
  "event sheet": { as: "owner", at: ({ instance }) => `${instance}/events`, press: ["slack."] },
  "delete organization": { as: "owner", at: settings, press: ["Delete organization"] },
  "delete instance": {
    as: "owner",
    at: ({ instance }) => `${instance}/settings`,
    press: ["Delete instance"],
  },
  "revoke invitation": { as: "owner", at: team, press: ["Revoke"] },
  "remove member": { as: "owner", at: team, press: ["Remove Grace Hopper"] },
  "leave organization": { as: "owner", at: team, press: ["Leave organization"] },
  "disconnect slack": {
    as: "owner",
    at: ({ organization }) => `${organization}/connectors`,
    press: ["Disconnect"],
  },
  "delete account": { as: "member", at: () => "/user/settings", press: ["Delete account"] },
  "user menu": { as: "admin", at: users, press: ["Actions for"] },
  "make admin": { as: "admin", at: users, press: ["Actions for", "Make platform admin…"] },
  ban: { as: "admin", at: users, press: ["Actions for", "Ban…"] },
  "impersonate with a reason": { as: "admin", at: users, press: ["Actions for", "Impersonate…"] },
  impersonate: {
    as: "admin",
    at: () => "/admin",
    press: ["account menu", "Impersonate a user…"],
  },
  "run a procedure": {
    as: "admin",
    at: () => "/admin/trpc-tools?path=machine.create",
    press: ["Run…"],
  },
  "sidebar sheet": { as: "owner", at: machines, press: ["Open menu"], size: PHONE },
};

/** Pages with buttons of all kinds. */
export const RING_PAGES: Record<string, Opening> = {
  machines: { as: "owner", at: machines, press: [] },
  "new machine": { as: "owner", at: machines, press: ["Create machine"] },
  settings: { as: "owner", at: settings, press: [] },
  "delete organization": { as: "owner", at: settings, press: ["Delete organization"] },
};

export async function open(visit: Visit, world: World, { as, at, press, size }: Opening) {
  await visit.resize(size ?? DESKTOP);
  await visit.signInAs((await userOf(world.people[as])).email);
  await visit.goto(at(world));
  for (const name of press) await visit.press(name);
}
