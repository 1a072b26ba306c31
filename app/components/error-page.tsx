import { type ErrorComponentProps, Link, useRouter } from "@tanstack/react-router";
import { CloudOff, Lock, RefreshCw, TriangleAlert, WifiOff } from "lucide-react";
import { useEffect, useRef } from "react";
import { useOnline } from "../hooks/use-online";
import { errorData, errorMessage } from "../lib/errors";
import { OutdatedPageError } from "../lib/load-code";
import { StandInPage } from "./account-frame";
import { EmptyState } from "./empty-state";
import { Button } from "./ui/button";

/** What a page shows instead of itself when what it needs could not be loaded: why, and what to do. */
export function ErrorPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const online = useOnline();
  const { retry = "Try again", ...description } = online ? describe(error) : OFFLINE;

  const tryAgain = async () => {
    // Code that does not arrive may have gone with an older version of the site: only a new document helps.
    if (!errorData(error)) return window.location.reload();
    await router.invalidate();
    reset();
  };
  // A page that failed for want of a network loads by itself when that is back.
  const wasOnline = useRef(online);
  useEffect(() => {
    if (online && !wasOnline.current) void tryAgain();
    wasOnline.current = online;
  });

  return (
    <StandInPage>
      <EmptyState heading="h1" {...description}>
        {retry ? (
          <Button variant="outline" onClick={() => void tryAgain()}>
            {retry}
          </Button>
        ) : (
          <Button variant="outline" asChild>
            <Link to="/">Go to your organizations</Link>
          </Button>
        )}
      </EmptyState>
    </StandInPage>
  );
}

const OFFLINE = {
  icon: WifiOff,
  title: "You are offline",
  description: "This page could not be loaded. It will be as soon as your connection is back.",
  retry: undefined,
};

function describe(error: unknown) {
  if (error instanceof OutdatedPageError)
    return {
      icon: RefreshCw,
      title: "A new version of OS2 is out",
      description: "Reload the page to go on.",
      retry: "Reload",
    };
  const description = errorMessage(error);
  switch (errorData(error)?.code) {
    case "FORBIDDEN":
      return { icon: Lock, title: "You may not see this", description, retry: false };
    case "SERVICE_UNAVAILABLE":
      return { icon: CloudOff, title: "The database is away", description };
    default:
      return { icon: TriangleAlert, title: "That did not work", description };
  }
}
