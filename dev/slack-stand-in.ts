import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { z } from "zod";

// In front of the Slack emulator, for what it does not do: revoking tokens, more than one workspace,
// installations on a whole enterprise, and answers that say no. Everything else is the emulator's.

const team = z.object({ id: z.string(), name: z.string() });

/** What a test wants Slack to answer to one installation, and to the end of it. */
const grantSchema = z.object({
  team: team.nullable(),
  enterprise: team.nullable().default(null),
  /** Slack's reason for refusing the code. */
  error: z.string().optional(),
  /** Slack's reason for not revoking the token, or "unavailable" for an answer that is none. */
  revokeError: z.string().optional(),
});

const revokeErrorSchema = z.object({ token: z.string(), revokeError: z.string().optional() });

export type SlackGrant = z.input<typeof grantSchema>;
export const slackGrantAnswer = z.object({ code: z.string(), token: z.string() });

interface Answer {
  status?: number;
  body: unknown;
}

/** @param emulatorUrl where the emulator listens. */
export async function startSlackStandIn({
  port,
  emulatorUrl,
}: {
  port: number;
  emulatorUrl: string;
}) {
  const grants = new Map<string, z.infer<typeof grantSchema> & { token: string }>();
  const revoked = new Set<string>();
  const byToken = (token: string) => [...grants.values()].find((grant) => grant.token === token);

  /** @returns undefined for what the emulator is to answer. */
  async function answer(request: IncomingMessage, body: string): Promise<Answer | undefined> {
    const url = new URL(request.url ?? "/", "http://slack");
    const token = request.headers.authorization?.replace(/^Bearer /, "") ?? "";
    const grant = byToken(token);
    switch (`${request.method} ${url.pathname}`) {
      case "POST /stand-in/grants": {
        const code = `stand-in.${crypto.randomUUID()}`;
        const granted = { ...grantSchema.parse(JSON.parse(body)), token: `xoxb-${code}` };
        grants.set(code, granted);
        return { body: { code, token: granted.token } };
      }
      case "POST /stand-in/revoke-error": {
        const { token, revokeError } = revokeErrorSchema.parse(JSON.parse(body));
        Object.assign(byToken(token) ?? {}, { revokeError });
        return { body: {} };
      }
      case "GET /stand-in/revoked":
        return { body: { revoked: revoked.has(url.searchParams.get("token") ?? "") } };
      case "POST /api/oauth.v2.access": {
        const granted = grants.get(new URLSearchParams(body).get("code") ?? "");
        return granted && { body: installation(granted) };
      }
      case "POST /api/auth.revoke":
        if (grant?.revokeError === "unavailable") return { status: 503, body: {} };
        if (grant?.revokeError) return { body: { ok: false, error: grant.revokeError } };
        if (revoked.has(token)) return { body: { ok: false, error: "token_revoked" } };
        revoked.add(token);
        return { body: { ok: true, revoked: true } };
      case "POST /api/apps.uninstall":
        revoked.add(token);
        return { body: { ok: true } };
      default:
        return undefined;
    }
  }

  async function handle(request: IncomingMessage, response: ServerResponse) {
    const body = await text(request);
    const own = await answer(request, body);
    if (own) {
      response.writeHead(own.status ?? 200, { "content-type": "application/json" });
      response.end(JSON.stringify(own.body));
      return;
    }
    const passedOn = await fetch(new URL(request.url ?? "/", emulatorUrl), {
      method: request.method ?? "GET",
      headers: forwardable(request),
      redirect: "manual",
      ...(body && { body }),
    });
    response.writeHead(passedOn.status, Object.fromEntries(passedOn.headers));
    response.end(Buffer.from(await passedOn.arrayBuffer()));
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      response.writeHead(500);
      response.end(String(error));
    });
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function installation({
  team,
  enterprise,
  error,
  token,
}: z.infer<typeof grantSchema> & { token: string }) {
  if (error) return { ok: false, error };
  return {
    ok: true,
    app_id: "A000000001",
    access_token: token,
    token_type: "bot",
    scope: "chat:write",
    bot_user_id: "U000000001",
    team,
    enterprise,
    is_enterprise_install: team === null,
  };
}

/** Without what belongs to one connection, or to the length of a body that is sent anew. */
function forwardable({ headers }: IncomingMessage) {
  const { host: _host, connection: _connection, "content-length": _length, ...rest } = headers;
  return Object.entries(rest).flatMap(([name, value]): [string, string][] =>
    typeof value === "string" ? [[name, value]] : [],
  );
}
