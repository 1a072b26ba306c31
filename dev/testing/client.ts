import { createTRPCClient, httpLink } from "@trpc/client";
import { SERVICE_TOKEN_HEADER } from "../../backend/auth/service-token-header.ts";
import type { AppRouter, LocalAppRouter } from "../../backend/trpc/root.ts";
import { localAppEnv, localStack } from "../../env.ts";

export const stack = localStack();
export const env = localAppEnv(stack);
export const baseUrl = env.VITE_PUBLIC_URL;

/** A browser as far as HTTP goes: it keeps cookies, sends the Origin of our site, and follows no redirect. */
export class Browser {
  readonly cookies = new Map<string, string>();

  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (!headers.has("origin")) headers.set("origin", baseUrl);
    if (this.cookies.size > 0 && !headers.has("cookie")) headers.set("cookie", this.cookieHeader());
    const response = await fetch(new URL(path, baseUrl), { ...init, headers, redirect: "manual" });
    this.#store(response);
    return response;
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return this.fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  }

  /** Calls of the API with this browser's cookies, one request each. */
  readonly api = createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: `${baseUrl}/api/trpc`,
        fetch: async (url, init) => {
          const request = new Request(url, init);
          const body = request.method === "POST" ? await request.text() : null;
          return this.fetch(request.url, {
            method: request.method,
            headers: request.headers,
            body,
          });
        },
      }),
    ],
  });

  cookieHeader(): string {
    return Array.from(this.cookies, ([name, value]) => `${name}=${value}`).join("; ");
  }

  #store(response: Response) {
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = "", ...attributes] = cookie.split(";");
      const [name = "", ...value] = pair.split("=");
      const expired = attributes.some((a) => /^\s*max-age=0$/i.test(a));
      if (expired) this.cookies.delete(name.trim());
      else this.cookies.set(name.trim(), value.join("="));
    }
  }
}

let people = 0;

/** An address that no other test has. */
export const uniqueEmail = (who = "person") =>
  `${who}-${Date.now().toString(36)}${(people++).toString(36)}-${process.pid}@example.com`;

/** A browser in which somebody has signed in; a new person unless `email` names one. */
export async function signIn(email = uniqueEmail()): Promise<Browser> {
  const browser = new Browser();
  const response = await browser.post("/api/auth/dev/login", { email });
  if (!response.ok)
    throw new Error(`Signing in answered ${response.status}: ${await response.text()}`);
  return browser;
}

/** What only the service token may call. */
export const service = createTRPCClient<LocalAppRouter>({
  links: [
    httpLink({
      url: `${baseUrl}/api/trpc`,
      headers: { [SERVICE_TOKEN_HEADER]: env.SERVICE_AUTH_TOKEN },
    }),
  ],
});

/** A browser in which a new platform admin has signed in. */
export async function signInAsAdmin(): Promise<Browser> {
  const { email } = await service.testing.createUser.mutate({
    email: uniqueEmail("admin"),
    name: "Ada Admin",
    role: "admin",
  });
  return signIn(email);
}

/** The user of a browser's session. */
export const userOf = async (browser: Browser) => (await browser.api.user.me.query()).user;

/** A signed-in owner of a new organization with one instance, and the scope for calls in it. */
export async function signInWithInstance() {
  const owner = await signIn();
  const { slug: organizationSlug } = await owner.api.organization.create.mutate({ name: "Acme" });
  const { slug: instanceSlug } = await owner.api.instance.create.mutate({
    organizationSlug,
    name: "production",
  });
  return { owner, scope: { organizationSlug, instanceSlug } };
}
