import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { toast } from "../lib/toast";

/** How a connection to Google or Slack ended, as the callback puts it into the URL. */
export interface RoundTripSearch {
  connected?: string;
  error?: string;
}

export function parseRoundTrip(search: Record<string, unknown>): RoundTripSearch {
  return {
    ...(typeof search.connected === "string" && { connected: search.connected }),
    ...(typeof search.error === "string" && { error: search.error }),
  };
}

const REASONS: Record<string, string> = {
  access_denied: "You cancelled it, so nothing was connected.",
  state_mismatch:
    "That was started in another browser or session, or too long ago. Please try again.",
  forbidden: "Only an owner or an admin of the organization can connect Slack.",
  not_found: "The instance does not exist any more, or is not yours.",
  missing_scopes: "Nothing was connected: Gmail and the calendar both need to stay ticked.",
  invalid_code:
    "Google did not confirm it, so nothing was connected. Please try again in a moment.",
  provider_error:
    "Slack did not confirm it, so nothing was connected. Please try again in a moment.",
  email_not_verified:
    "Google has not verified the address of that account, so nothing was connected.",
  unavailable: "The database was away, so nothing was connected. Please try again.",
  account_of_other_user: "That Google account is connected to another person here.",
};

/** Says, once, how a round trip ended that led back to this page, and takes that out of the URL. */
export function useRoundTripToast({ connected, error }: RoundTripSearch, success: string) {
  const navigate = useNavigate();
  useEffect(() => {
    if (!connected && !error) return;
    if (error) toast.error(REASONS[error] ?? "That did not work. Please try again.");
    else toast.success(success);
    void navigate({ to: ".", search: {}, replace: true });
  }, [connected, error, success, navigate]);
}
