// Apart from the tables, so that forms can share them without taking the database library into the browser.

/** The highest first: what a membership may be, and what an invitation may offer. */
export const ROLES = ["owner", "admin", "member"] as const;
export type Role = (typeof ROLES)[number];

export const MACHINE_STATES = ["started", "archived"] as const;
export type MachineState = (typeof MACHINE_STATES)[number];

export const MACHINE_TYPES = ["daytona"] as const;
export const INVITATION_STATUSES = ["pending", "accepted", "declined", "revoked"] as const;
