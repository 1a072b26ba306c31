import { getTRPCErrorShape, TRPCError } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import type { TRPC_ERROR_CODE_KEY } from "@trpc/server/rpc";
import { appRouter } from "./root.ts";

/** A request that no procedure gets to see is answered like a call that failed. */
export function refuseCall(code: TRPC_ERROR_CODE_KEY, message: string) {
  const error = new TRPCError({ code, message });
  const shape = getTRPCErrorShape({
    config: appRouter._def._config,
    error,
    type: "unknown",
    path: undefined,
    input: undefined,
    ctx: undefined,
  });
  return Response.json({ error: shape }, { status: getHTTPStatusCodeFromError(error) });
}
