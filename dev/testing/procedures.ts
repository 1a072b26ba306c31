import type { AnyTRPCRouter } from "@trpc/server";
import { z } from "zod";
import type { Browser } from "./client.ts";

const kindSchema = z.enum(["query", "mutation", "subscription"]);
type Kind = z.infer<typeof kindSchema>;

/** Every procedure of a router with its kind, by path. */
export function proceduresOf({ _def }: AnyTRPCRouter): Map<string, Kind> {
  const procedures: Record<string, { _def: { type: unknown } }> = _def.procedures;
  return new Map(
    Object.entries(procedures).map(
      ([
        path,
        {
          _def: { type },
        },
      ]) => [path, kindSchema.parse(type)],
    ),
  );
}

/** Calls a procedure by its path, for a test that goes through all of them. */
export function call(
  browser: Browser,
  path: string,
  kind: Kind,
  input: object,
  headers: Record<string, string> = {},
): Promise<Response> {
  return kind === "mutation"
    ? browser.post(`/api/trpc/${path}`, input, headers)
    : browser.fetch(`/api/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}`, {
        headers,
      });
}
