/**
 * Better Auth, from the first request on that needs it: most start a worker without, and its modules take
 * a third of what all take to start.
 */
export const loadAuth = async () => (await import("./auth.ts")).auth;
