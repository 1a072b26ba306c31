import { errorMessage } from "../lib/errors";
import { Alert } from "./ui/alert";
import { Button } from "./ui/button";

/** Stands where a list would be that could not be loaded, on a page that otherwise works. */
export function LoadingError({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <Alert variant="destructive">
      <span className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1.5">
        <span className="min-w-0 flex-[1_1_14rem]">{errorMessage(error)}</span>
        <Button variant="outline" size="sm" onClick={onRetry}>
          Try again
        </Button>
      </span>
    </Alert>
  );
}
