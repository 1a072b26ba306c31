// What the tests that run inside workerd load: the object, and a worker around it that does nothing.

export { OrganizationWebSocket } from "./organization-websocket.ts";

export default { fetch: () => new Response(null, { status: 404 }) } satisfies ExportedHandler;
