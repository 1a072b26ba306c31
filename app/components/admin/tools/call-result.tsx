import type { inferRouterOutputs } from "@trpc/server";
import type { CallCost } from "../../../../backend/trpc/failed-call";
import type { AppRouter } from "../../../../backend/trpc/root";
import { errorData, errorMessage } from "../../../lib/errors";
import { Alert, AlertDescription, AlertTitle } from "../../ui/alert";
import { Textarea } from "../../ui/textarea";
import { shapeOf } from "./shape";

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
    const { code, fieldErrors = {}, cost } = errorData(error) ?? {};
    return (
      <Alert variant="destructive">
        <AlertTitle>{code ?? "No answer"}</AlertTitle>
        <AlertDescription>
          <span>{errorMessage(error)}</span>
          {Object.entries(fieldErrors).map(([field, message]) => (
            <span key={field} className="block">
              {field ? `${field}: ${message}` : message}
            </span>
          ))}
          {cost && <span className="block">{formatCost(cost)}</span>}
        </AlertDescription>
      </Alert>
    );
  }
  if (!data) return null;
  const answer = data.result === undefined ? "Nothing" : JSON.stringify(data.result, null, 2);
  return (
    <div>
      <h3 className="mb-1.5 text-sm font-medium">
        Answer <span className="text-muted-foreground">{formatCost(data)}</span>
      </h3>
      <Textarea
        readOnly
        name="answer"
        aria-label="Answer"
        // Where fields do not grow with their text, as in Safari before 26.2.
        rows={answer.split("\n").length}
        className="max-h-120 w-full font-mono text-xs"
        value={answer}
      />
      <details className="mt-2 text-sm">
        <summary className="w-fit py-1 font-medium">Shape of this answer</summary>
        <p className="text-muted-foreground">
          Procedures declare no output, so this is read off the answer.
        </p>
        <pre className="mt-1 rounded-md bg-muted p-3 font-mono text-xs break-words whitespace-pre-wrap">
          {shapeOf(data.result)}
        </pre>
      </details>
    </div>
  );
}

const formatCost = ({ durationMs, statements }: CallCost) =>
  `in ${formatMs(durationMs)} on the server, ${statements} SQL ${statements === 1 ? "statement" : "statements"}`;

export const formatMs = (ms: number) => `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
