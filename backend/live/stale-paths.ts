import type { AppRouter } from "../trpc/root.ts";

type Routers = AppRouter["_def"]["record"];

/** The paths of the procedures of a kind whose input has the fields of `Input`. */
type Paths<Kind extends "query" | "mutation", Input = unknown> = {
  [R in keyof Routers]: {
    [P in keyof Routers[R]]: Routers[R][P] extends {
      _def: { type: Kind; $types: { input: infer I } };
    }
      ? I extends Input
        ? `${R}.${P & string}`
        : never
      : never;
  }[keyof Routers[R]];
}[keyof Routers];

export interface Stale {
  /** Queries of which every answer in the organization is out of date. */
  organization?: readonly Paths<"query">[];
  /** Queries that are out of date for the instance that the mutation was about, and for no other. */
  instance?: readonly Paths<"query", { instanceSlug: string }>[];
}

type ScopedMutation = Paths<"mutation", { organizationSlug: string }>;
export type StalingMutation = keyof typeof STALE_PATHS;

// Without the audit log, which no page shows live: it would be a second message to every tab.
const MACHINES: Stale = { instance: ["machine.list"] };
export const SLACK_CONNECTIONS: Stale = {
  instance: ["instance.slackConnections"],
  organization: ["organization.slackConnections", "organization.auditLog"],
};
export const SLACK_EVENTS: Stale = {
  instance: ["event.list", "event.histogram", "event.types", "instance.slackConnections"],
  organization: ["organization.slackConnections"],
};
const INSTANCES: Stale = {
  organization: ["user.me", "instance.list", "instance.get", "organization.auditLog"],
};
const ORGANIZATION: Stale = {
  organization: ["user.me", "organization.list", "organization.get", "organization.auditLog"],
};
export const MEMBERS: Stale = {
  organization: [
    "organization.members",
    "organization.auditLog",
    // Those of a member who is gone are not open any more.
    "organization.invitations",
  ],
};
const INVITATIONS: Stale = { organization: ["organization.invitations", "organization.auditLog"] };

/**
 * Which answers each mutation makes out of date: what open dashboards of the organization are told
 * after it succeeded. Every mutation with an `organizationSlug` has a line here, or this does not compile.
 */
export const STALE_PATHS = {
  // Told to all organizations of the person.
  "user.updateProfile": {
    organization: [
      "user.me",
      "organization.members",
      "organization.slackConnections",
      "instance.slackConnections",
    ],
  },
  "organization.update": ORGANIZATION,
  "organization.updateSlug": ORGANIZATION,
  // Its sockets are closed instead.
  "organization.delete": {},
  "organization.setMemberRole": {
    organization: [
      "organization.members",
      "organization.auditLog",
      "organization.invitations",
      // The member's own.
      "user.me",
      "organization.list",
      "organization.get",
    ],
  },
  "organization.removeMember": MEMBERS,
  "organization.leave": MEMBERS,
  "organization.invite": INVITATIONS,
  "organization.revokeInvitation": INVITATIONS,
  "organization.acceptInvitation": {
    organization: ["organization.members", "organization.invitations", "organization.auditLog"],
  },
  "organization.declineInvitation": INVITATIONS,
  "instance.create": INSTANCES,
  "instance.update": INSTANCES,
  "instance.delete": INSTANCES,
  "instance.disconnectSlack": SLACK_CONNECTIONS,
  "machine.create": MACHINES,
  "machine.rename": MACHINES,
  "machine.archive": MACHINES,
  "machine.restore": MACHINES,
  "machine.delete": { ...MACHINES, organization: ["organization.auditLog"] },
} satisfies Record<ScopedMutation, Stale> & Partial<Record<Paths<"mutation">, Stale>>;
