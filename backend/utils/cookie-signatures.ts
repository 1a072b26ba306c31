import { parseSigned, serializeSigned } from "hono/utils/cookie";

/**
 * A Cookie header with every cookie that a replaced secret signed signed anew with the current one. The
 * browser keeps its own until Better Auth renews it, within a day of use.
 */
export async function withCurrentSignatures(
  cookies: string,
  current: string,
  previous: string[],
): Promise<string> {
  let result = cookies;
  for (const secret of previous) {
    const signed = await parseSigned(result, secret);
    for (const [name, value] of Object.entries(signed))
      if (typeof value === "string")
        result = replace(result, name, await sign(name, value, current));
  }
  return result;
}

/** A NAME=VALUE pair. (Names that begin with __Secure- are refused without the attribute.) */
async function sign(name: string, value: string, secret: string): Promise<string> {
  const cookie = await serializeSigned(name, value, secret, { secure: true });
  return cookie.replace(/;.*/, "");
}

const replace = (cookies: string, name: string, pair: string) =>
  cookies
    .split(/; */)
    .map((cookie) => (cookie.startsWith(`${name}=`) ? pair : cookie))
    .join("; ");
