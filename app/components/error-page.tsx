import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { CloudOff, Lock, TriangleAlert } from "lucide-react";
import { errorData, errorMessage } from "../lib/errors";
import { EmptyState } from "./empty-state";
import { Button } from "./ui/button";

/** What a page shows instead of itself when what it needs could not be loaded. */
export function ErrorPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = async () => {
    await router.invalidate();
    reset();
  };
  return (
    <main className="grid min-h-80 flex-1 place-items-center p-4">
      <EmptyState {...describe(error)}>
        <Button variant="outline" onClick={() => void retry()}>
          Try again
        </Button>
      </EmptyState>
    </main>
  );
}

function describe(error: unknown) {
  switch (errorData(error)?.code) {
    case "FORBIDDEN":
      return { icon: Lock, title: "This is not for you", description: errorMessage(error) };
    case "SERVICE_UNAVAILABLE":
      return { icon: CloudOff, title: "The database is away", description: errorMessage(error) };
    default:
      return { icon: TriangleAlert, title: "That did not work", description: errorMessage(error) };
  }
}
