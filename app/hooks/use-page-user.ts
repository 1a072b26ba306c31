import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { errorData } from "../lib/errors";
import { leaveToLogin, takeStartedAnew } from "../lib/leave-to";
import { meetOtherTabs } from "../lib/page-user";
import { toast } from "../lib/toast";
import { useTRPC } from "../lib/trpc";

/**
 * Leaves the page when another tab signs in as another user, or signs out. A page from the back/forward cache stays
 * hidden until the server confirms that its user is still signed in.
 */
export function usePageUser({ id, email }: { id: string; email: string }) {
  const queryClient = useQueryClient();
  const trpc = useTRPC();
  useEffect(() => {
    if (takeStartedAnew())
      toast.info(`You switched accounts in another tab. You are now signed in as ${email}.`);
  }, [email]);
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
