import { constantTimeEqual } from "better-auth/crypto";
import { env } from "../env.ts";
import { SERVICE_TOKEN_HEADER } from "./service-token-header.ts";

/** Whether the request is a service's. The token is at least 32 characters long: see env.ts. */
export const hasServiceToken = (headers: Headers) =>
  constantTimeEqual(headers.get(SERVICE_TOKEN_HEADER) ?? "", env.SERVICE_AUTH_TOKEN);
