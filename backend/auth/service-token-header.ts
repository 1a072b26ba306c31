/** Where a service proves itself. */
export const SERVICE_TOKEN_HEADER = "x-service-auth-token";
