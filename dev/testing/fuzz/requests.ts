import fc from "fast-check";
import type { JsonSchema } from "../../../backend/trpc/routers/admin/tools.ts";
import { signatureHeaders } from "../../slack-sender/send.ts";
import { encode, jsonText, type Known, textOf, valueOf } from "./values.ts";

/** A request as somebody might make it up. Who makes it is told by its cookies, which come later. */
export interface FuzzRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string;
}

export interface Procedure {
  path: string;
  type: string;
  input: JsonSchema | null;
}

const JSON_TYPE = { "content-type": "application/json" };

/** A call of one of the procedures; now and then of several in a batch, whose answer may be a stream. */
export function callOf(procedures: Procedure[], known: Known): fc.Arbitrary<FuzzRequest> {
  const call = fc.constantFrom(...procedures).chain(({ path, type, input }) =>
    jsonText(input ? valueOf(input, known) : fc.constant({})).map((json) => ({
      path,
      type,
      json,
    })),
  );
  const single = call.map(({ path, type, json }): FuzzRequest => {
    const url = `/api/trpc/${path}`;
    return type === "mutation"
      ? { method: "POST", path: url, headers: JSON_TYPE, body: json }
      : { method: "GET", path: `${url}?input=${encode(json)}`, headers: {} };
  });
  const batch = fc
    .tuple(fc.array(call, { minLength: 1, maxLength: 22 }), fc.boolean())
    .map(([calls, streamed]): FuzzRequest => {
      const paths = calls.map(({ path }) => path).join(",");
      const inputs = `{${calls.map(({ json }, i) => `"${i}":${json}`).join(",")}}`;
      const headers: Record<string, string> = streamed
        ? { "trpc-accept": "application/jsonl" }
        : {};
      const queries = calls.every(({ type }) => type === "query");
      return queries
        ? { method: "GET", path: `/api/trpc/${paths}?batch=1&input=${encode(inputs)}`, headers }
        : {
            method: "POST",
            path: `/api/trpc/${paths}?batch=1`,
            headers: { ...headers, ...JSON_TYPE },
            body: inputs,
          };
    });
  return fc.oneof({ weight: 6, arbitrary: single }, { weight: 1, arbitrary: batch });
}

/** Names of the pages' query parameters. */
const PARAMETERS = [
  "redirectTo",
  "error",
  "connected",
  "path",
  "input",
  "list",
  "q",
  "only",
  "actor",
  "organization",
  "action",
  "from",
  "until",
  "type",
  "event",
  "state",
  "sort",
  "direction",
  "archived",
  "page",
  "cursor",
];

/** A page, its address filled in with what is there or is not, and any query. */
export function pageOf(pages: string[], known: Known): fc.Arbitrary<FuzzRequest> {
  const segment = (name: string) => textOf(known[name] ?? [""]).map(encode);
  const address = fc
    .constantFrom(...pages)
    .chain((page) =>
      fc
        .tuple(
          ...page
            .split("/")
            .map((part) => (part.startsWith("$") ? segment(part.slice(1)) : fc.constant(part))),
        )
        .map((parts) => parts.join("/")),
    );
  const value = fc.oneof(
    textOf(Object.values(known).flat()),
    jsonText(fc.anything({ maxDepth: 1 })),
  );
  const query = fc.array(
    fc.tuple(fc.oneof(fc.constantFrom(...PARAMETERS), fc.string({ maxLength: 8 })), value),
    { maxLength: 4 },
  );
  return fc.tuple(address, query).map(([path, pairs]) => ({
    method: "GET",
    path: `${path || "/"}?${pairs.map((pair) => pair.map(encode).join("=")).join("&")}`.slice(
      0,
      12_000,
    ),
    headers: { accept: "text/html" },
  }));
}

/** What claims to come from Slack: signed by it, or not quite. */
export function webhookOf(signingSecret: string, known: Known): fc.Arbitrary<FuzzRequest> {
  const text = textOf(Object.values(known).flat());
  const some = (value: fc.Arbitrary<unknown>) => fc.option(value, { nil: undefined });
  const body = fc.record({
    type: some(fc.oneof(fc.constantFrom("event_callback", "url_verification"), text)),
    challenge: some(text),
    team_id: some(text),
    enterprise_id: some(text),
    event_id: some(text),
    event_time: some(fc.oneof(fc.integer(), fc.double(), text)),
    event: some(
      fc.oneof(
        fc.record({ type: text }),
        fc.record({ type: fc.constant("tokens_revoked"), tokens: fc.anything({ maxDepth: 1 }) }),
        fc.anything(),
      ),
    ),
    authorizations: some(fc.oneof(fc.array(fc.record({ team_id: text })), fc.anything())),
    team: some(fc.anything({ maxDepth: 1 })),
  });
  const json = jsonText(body);
  const timestamp = fc.oneof(
    { weight: 8, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom("0", "NaN", "-1", "1e9", "99999999999", "") },
  );
  return fc
    .tuple(fc.constantFrom("webhook", "interactive", "commands"), json, timestamp, fc.boolean())
    .map(([path, sent, time, form]) => {
      const encoded = form ? `payload=${encode(sent)}&team_id=${encode(sent.slice(0, 40))}` : sent;
      return {
        method: "POST",
        path: `/api/integrations/slack/${path}`,
        headers: { ...JSON_TYPE, ...signatureHeaders(encoded, signingSecret, time) },
        body: encoded,
      };
    });
}

const AUTH_POSTS = [
  "sign-in/social",
  "integrations/link/google",
  "integrations/link/slack-bot",
  "dev/login",
  "service-auth/session",
  "revoke-session",
  "revoke-sessions",
  "revoke-other-sessions",
  "sign-out",
];
const AUTH_GETS = [
  "get-session",
  "list-sessions",
  "callback/google",
  "integrations/callback/google",
  "integrations/callback/slack-bot",
  "ok",
  "error",
  "admin/list-users",
];

/** The auth endpoints, with bodies and queries that they do not expect. */
export function authOf(known: Known): fc.Arbitrary<FuzzRequest> {
  const text = textOf(Object.values(known).flat());
  const names = [
    "provider",
    "callbackURL",
    "errorCallbackURL",
    "email",
    "token",
    "organizationSlug",
    "instanceSlug",
    "state",
    "code",
    "error",
    "iss",
    "scopes",
  ];
  const fields = fc.dictionary(
    fc.constantFrom(...names),
    fc.oneof(text, fc.anything({ maxDepth: 1 })),
  );
  const post = fc.tuple(fc.constantFrom(...AUTH_POSTS), jsonText(fields)).map(([path, body]) => ({
    method: "POST",
    path: `/api/auth/${path}`,
    headers: JSON_TYPE,
    body,
  }));
  const get = fc
    .tuple(
      fc.constantFrom(...AUTH_GETS),
      fc.array(fc.tuple(fc.constantFrom(...names), text), { maxLength: 3 }),
    )
    .map(([path, pairs]) => ({
      method: "GET",
      path: `/api/auth/${path}?${pairs.map((pair) => pair.map(encode).join("=")).join("&")}`.slice(
        0,
        12_000,
      ),
      headers: {},
    }));
  return fc.oneof(post, get);
}
