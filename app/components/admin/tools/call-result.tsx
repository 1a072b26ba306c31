import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "../../../../backend/trpc/root";
import { errorData, errorMessage } from "../../../lib/errors";
import { Alert, AlertDescription, AlertTitle } from "../../ui/alert";
import { Textarea } from "../../ui/textarea";

interface CallResultProps {
  call: {
    data: inferRouterOutputs<AppRouter>["admin"]["callProcedure"] | undefined;
    error: unknown;
    isPending: boolean;
  };
}

/** What a call was answered. */
export function CallResult({ call: { data, error, isPending } }: CallResultProps) {
  if (isPending) return null;
  if (error) {
    const { code, fieldErrors = {} } = errorData(error) ?? {};
    return (
      <Alert variant="destructive">
        <AlertTitle>{code ?? "No answer"}</AlertTitle>
        <AlertDescription>
          {errorMessage(error)}
          {Object.entries(fieldErrors).map(([field, message]) => (
            <span key={field} className="block">
              {field}: {message}
            </span>
          ))}
        </AlertDescription>
      </Alert>
    );
  }
  if (!data) return null;
  return (
    <div>
      <h3 className="mb-1.5 text-sm font-medium">
        Answer{" "}
        <span className="text-muted-foreground">in {formatMs(data.durationMs)} on the server</span>
      </h3>
      <Textarea
        readOnly
        aria-label="Answer"
        className="max-h-120 w-full font-mono text-xs"
        value={data.result === undefined ? "Nothing" : JSON.stringify(data.result, null, 2)}
      />
    </div>
  );
}

export const formatMs = (ms: number) => `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
