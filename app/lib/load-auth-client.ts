import { createClientOnlyFn } from "@tanstack/react-start";

/** Loads Better Auth's client when an action first needs it. The worker's build leaves it out. */
export const loadAuthClient = createClientOnlyFn(() => import("./auth-client"));
