import { env } from "./client.ts";

// Stands in for the runtime's own module where a test loads the API in Node to learn what procedures
// there are. They are called over HTTP, in the runtime.

export { env };

export class DurableObject {}

export function waitUntil() {
  throw new Error("Nothing runs here: call it over HTTP.");
}
