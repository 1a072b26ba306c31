import type { Miniflare } from "miniflare";
import { startGateway } from "../gateway/gateway.ts";
import type { UploadedWorker } from "./cloudflare.ts";
import { PLANETSCALE_HOST } from "./planetscale.ts";
import { SETTINGS, type startRehearsal } from "./rehearsal.ts";
import { serveUpload } from "./serve-upload.ts";

/** The value of each of a worker's bindings that has one. */
export const values = ({ metadata }: UploadedWorker, type: string) =>
  Object.fromEntries(
    metadata.bindings.filter((b) => b.type === type).map((b) => [b.name, b.text ?? b.service]),
  );

/** Runs what was uploaded of production in workerd. Its database is the stand-in's; nothing else is reached. */
export async function serveProduction(
  { cloudflare, planetScale }: Awaited<ReturnType<typeof startRehearsal>>,
  { entry, mysqlSocket, folder }: { entry: string; mysqlSocket: string; folder: string },
) {
  const url = new URL(
    String(values(cloudflare.worker("os2-app-prd"), "secret_text").PSCALE_DATABASE_URL),
  );
  const account = { username: url.username, password: url.password };
  const gateway = await startGateway({
    ...account,
    mysql: {
      socketPath: mysqlSocket,
      user: account.username,
      password: account.password,
      database: planetScale.databases.nameOf("main"),
    },
  });
  const miniflare = await serveUpload({
    workers: cloudflare.workers,
    entry,
    folder,
    outbound: ({ host, pathname }, init) => {
      if (host !== PLANETSCALE_HOST) throw new Error(`Something was fetched from ${host}.`);
      return fetch(new URL(pathname, `http://127.0.0.1:${gateway.port}`), init);
    },
  });
  const request = (at: string, init?: Parameters<Miniflare["dispatchFetch"]>[1]) =>
    miniflare.dispatchFetch(new URL(at, SETTINGS.VITE_PUBLIC_URL), init);
  return {
    request,
    post: (at: string, body: unknown, headers: Record<string, string> = {}) =>
      request(at, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          origin: SETTINGS.VITE_PUBLIC_URL,
          ...headers,
        },
        body: JSON.stringify(body),
      }),
    close: async () => {
      await miniflare.dispose();
      await gateway.close();
    },
  };
}

export type Served = Awaited<ReturnType<typeof serveProduction>>;

/** The Cookie header of a session made by service auth. */
export async function signIn({ post }: Served, email: string) {
  const token = { "x-service-auth-token": SETTINGS.SERVICE_AUTH_TOKEN };
  const response = await post("/api/auth/service-auth/session", { email }, token);
  if (response.status !== 200) throw new Error(`Signing in was answered with ${response.status}.`);
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}

export const isSignedIn = async ({ request }: Served, cookie: string) =>
  (await request("/api/trpc/user.me", { headers: { cookie } })).status === 200;
