import type { OrganizationWebSocket } from "./durable-objects/organization-websocket.ts";

// What alchemy.run.ts binds to the app worker besides the variables of env.ts.
declare global {
  namespace Cloudflare {
    interface Env {
      ORGANIZATION_WEBSOCKET: DurableObjectNamespace<OrganizationWebSocket>;
    }
  }
}
