import { errorMessage } from "../lib/errors";
import { Alert } from "./ui/alert";
import { Button } from "./ui/button";

/** Stands where a list would be that could not be loaded, on a page that otherwise works. */
export function LoadingError({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <Alert variant="destructive">
      {errorMessage(error)}{" "}
      <Button variant="outline" size="sm" className="ml-2" onClick={onRetry}>
        Try again
      </Button>
    </Alert>
  );
}
