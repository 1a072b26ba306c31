import type { TRPCError } from "@trpc/server";
import { logError } from "../log/log.ts";
import { note } from "../log/request-record.ts";

/** Notes a call that was refused with the line of its request; of one that broke, what is known is logged besides. */
export function reportFailedCall({ error, path }: { error: TRPCError; path?: string | undefined }) {
  const procedure = /^[\w.]{1,100}$/.exec(path ?? "")?.[0];
  note(`${error.code} ${procedure ?? "of no procedure"}`);
  if (error.code === "INTERNAL_SERVER_ERROR") logError("unexpected error", error, { procedure });
  if (error.code === "SERVICE_UNAVAILABLE")
    logError("needed part not available", error.cause, { procedure });
}
