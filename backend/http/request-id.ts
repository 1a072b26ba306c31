export const REQUEST_ID = "x-request-id";

/** The request's id, or a new one: it is written to logs, so one that could forge a line or flood them is not taken. */
export function requestId(headers: Headers): string {
  const given = headers.get(REQUEST_ID) ?? "";
  return /^[\w.-]{8,128}$/.test(given) ? given : crypto.randomUUID();
}
