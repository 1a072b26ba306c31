import type { OrganizationWebSocket } from "./durable-objects/organization-websocket.ts";
import type { RateLimitName } from "./http/rate-limits.ts";

// What alchemy.run.ts binds to the app worker besides the variables of env.ts.
declare global {
  namespace Cloudflare {
    interface Env extends Record<RateLimitName, RateLimit> {
      ORGANIZATION_WEBSOCKET: DurableObjectNamespace<OrganizationWebSocket>;
    }
  }
}
