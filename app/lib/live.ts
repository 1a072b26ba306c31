import type { QueryClient } from "@tanstack/react-query";
import type { AnyRouter } from "@tanstack/react-router";
import type { TRPCOptionsProxy } from "@trpc/tanstack-react-query";
import type { AppRouter } from "../../backend/trpc/root";
import type { LiveState } from "../hooks/use-organization-socket";
import { errorData } from "./errors";
import { leaveToLogin } from "./leave-to";
import { createLiveQueries, delay } from "./live-queries";
import { openOrganizationSocket } from "./organization-socket";
import { tabId } from "./tab-id";

/** How long a tab that has signed out takes to be somewhere else. */
const OWN_WAY_MS = 500;

interface LiveOptions {
  organizationId: string;
  renderedAt: number;
  queryClient: QueryClient;
  router: AnyRouter;
  trpc: TRPCOptionsProxy<AppRouter>;
  onState: (state: LiveState) => void;
}

/** Connects an organization's socket with what the page shows. @returns what ends it. */
export function goLive({
  organizationId,
  renderedAt,
  queryClient,
  router,
  trpc,
  onState,
}: LiveOptions) {
  const viewerKey = trpc.user.me.queryKey();
  const isMember = () =>
    queryClient.getQueryData(viewerKey)?.organizations.some(({ id }) => id === organizationId);
  let ended = false;
  let viewer = queryClient.getQueryData(viewerKey);

  const queries = createLiveQueries({
    queryClient,
    trpc,
    tabId: tabId(),
    async onRefreshed() {
      const now = queryClient.getQueryData(viewerKey);
      if (now === viewer) return;
      viewer = now;
      // Layouts keep names, roles and slugs of the viewer in their context.
      if (isMember()) await router.invalidate();
    },
  });

  /** Asks the API whether this browser may still be here. */
  async function whetherToLeave() {
    // Where this tab goes after a sign-out or a leaving of its own is theirs to say.
    do await delay(OWN_WAY_MS);
    while (queryClient.isMutating() > 0);
    if (ended) return "leave";
    try {
      await queryClient.fetchQuery({ ...trpc.user.me.queryOptions(), staleTime: 0, retry: false });
    } catch (error) {
      if (errorData(error)?.code !== "UNAUTHORIZED") return "reconnect";
      leaveToLogin();
      return "leave";
    }
    return isMember() ? "reconnect" : "leave";
  }

  const close = openOrganizationSocket(organizationId, renderedAt, {
    onMessage: (message) => queries.hear(message),
    onMissed: () => queries.refreshAll(),
    onConnected: (connected) => onState(connected ? "live" : "reconnecting"),
    onRefused: whetherToLeave,
  });
  return () => {
    ended = true;
    close();
  };
}
