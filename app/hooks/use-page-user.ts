import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { errorData } from "../lib/errors";
import { leaveToLogin } from "../lib/leave-to";
import { meetOtherTabs } from "../lib/page-user";
import { useTRPC } from "../lib/trpc";

/**
 * Keeps the page its person's: leaves it when another tab signs somebody else in, or them out. A page that the browser
 * had kept for its Back button is shown when they are still signed in, and not before that is known.
 */
export function usePageUser({ id }: { id: string }) {
  const queryClient = useQueryClient();
  const trpc = useTRPC();
  useEffect(() => {
    /** When the answer is another's, the page starts anew: lib/trpc-link.ts. */
    const ask = () =>
      queryClient.fetchQuery({ ...trpc.user.me.queryOptions(), staleTime: 0, retry: false });
    const isSignedIn = async () => {
      try {
        await ask();
        return true;
      } catch (error) {
        if (errorData(error)?.code === "UNAUTHORIZED") leaveToLogin();
        return false;
      }
    };
    const endMeeting = meetOtherTabs(id, isSignedIn);

    const { style } = document.documentElement;
    const onHide = ({ persisted }: PageTransitionEvent) => {
      if (persisted) style.visibility = "hidden";
    };
    const onShow = ({ persisted }: PageTransitionEvent) => {
      if (!persisted) return;
      style.visibility = "hidden";
      ask().then(
        () => {
          style.visibility = "";
        },
        () => window.location.reload(),
      );
    };
    window.addEventListener("pagehide", onHide);
    window.addEventListener("pageshow", onShow);
    return () => {
      endMeeting();
      window.removeEventListener("pagehide", onHide);
      window.removeEventListener("pageshow", onShow);
    };
  }, [id, queryClient, trpc]);
}
