import { createClientOnlyFn } from "@tanstack/react-start";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTRPC } from "../lib/trpc";

const TRY_AGAIN_MS = 10_000;

const loadLive = createClientOnlyFn(() => import("../lib/live"));

/** `unavailable`: the code for live updates could not be loaded yet. */
export type LiveState = "connecting" | "live" | "reconnecting" | "unavailable";

/**
 * Keeps what the page shows of an organization true: whatever anybody changes is read again within a
 * moment. Leaves the page when the session has ended; whoever is no longer a member finds the organization
 * gone from `user.me`.
 * @param renderedAt when the server rendered the page: what changed since then is caught up with.
 */
export function useOrganizationSocket(organizationId: string, renderedAt: number): LiveState {
  const [state, setState] = useState<LiveState>("connecting");
  const queryClient = useQueryClient();
  const router = useRouter();
  const trpc = useTRPC();

  useEffect(() => {
    let left = false;
    let stop = () => {};
    const start = () =>
      void loadLive().then(
        ({ goLive }) => {
          if (!left)
            stop = goLive({
              organizationId,
              renderedAt,
              queryClient,
              router,
              trpc,
              onState: setState,
            });
        },
        () => {
          if (left) return;
          setState("unavailable");
          const timer = setTimeout(start, TRY_AGAIN_MS);
          stop = () => clearTimeout(timer);
        },
      );
    start();
    return () => {
      left = true;
      stop();
    };
  }, [organizationId, renderedAt, queryClient, router, trpc]);

  return state;
}
