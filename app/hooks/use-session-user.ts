import { useSuspenseQuery } from "@tanstack/react-query";
import { useTRPC } from "../lib/trpc";

/** Who is signed in, with organizations and instances. Below the auth-required layout it is always there. */
export function useSessionUser() {
  const trpc = useTRPC();
  return useSuspenseQuery(trpc.user.me.queryOptions()).data;
}
