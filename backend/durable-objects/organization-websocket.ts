import { DurableObject } from "cloudflare:workers";

/** One per organization: holds the sockets of its open dashboards. */
export class OrganizationWebSocket extends DurableObject {}
