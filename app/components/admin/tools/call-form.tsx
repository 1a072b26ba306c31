import { useMutation } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { Link2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { copy } from "../../../lib/copy";
import { errorData } from "../../../lib/errors";
import { type ProcedureInfo, useTRPC } from "../../../lib/trpc";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { ConfirmDialog } from "../../ui/confirm-dialog";
import { UnsavedWarning } from "../../unsaved-warning";
import type { Call } from "./call-history";
import { CallResult } from "./call-result";
import { JsonField } from "./json-field";
import { controlFor } from "./schema-value";
import { ObjectFields } from "./schema-field";

interface CallFormProps {
  procedure: ProcedureInfo;
  /** What the form begins with. */
  initialInput: unknown;
  onCalled: (call: Call) => void;
}

/** The input of a procedure as a form made of its schema, or as JSON; a button that calls it; and the answer. */
export function CallForm({ procedure, initialInput, onCalled }: CallFormProps) {
  const { path, type, rung, input: schema } = procedure;
  const control = schema && controlFor(schema);
  const [input, setInput] = useState(initialInput);
  // What was sent is among the calls below, from where it can be opened again.
  const [unsent, setUnsent] = useState(false);
  const [byHand, setByHand] = useState(control?.kind !== "object");
  const [valid, setValid] = useState(true);
  const [asking, setAsking] = useState(false);
  const call = useCall(onCalled);
  const errors = errorData(call.error)?.fieldErrors ?? {};
  const router = useRouter();
  const copyLink = () => {
    const { href } = router.buildLocation({ to: "/admin/trpc-tools", search: { path, input } });
    return copy(window.location.origin + href, "Link");
  };

  const run = () => {
    setAsking(false);
    setUnsent(false);
    // A form that nothing was typed into is an object all the same: then each field says what it lacks.
    call.mutate({ path, input: input ?? (control?.kind === "object" ? {} : undefined) });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (type === "mutation") setAsking(true);
    else run();
  };
  return (
    <section aria-label={path} className="grid min-w-0 content-start gap-4">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="text-base font-semibold wrap-anywhere">{path}</h2>
        <Badge variant={type === "mutation" ? "warning" : "secondary"}>{type}</Badge>
        <Badge variant="outline">{rung}</Badge>
      </div>
      <form onSubmit={submit} onInput={() => setUnsent(true)} noValidate className="grid gap-4">
        {control?.kind === "object" && !byHand && (
          <ObjectFields
            properties={control.properties}
            value={input}
            onChange={setInput}
            path=""
            errors={errors}
          />
        )}
        {schema && byHand && (
          <JsonField label="Input" value={input} onChange={setInput} onValid={setValid} />
        )}
        {!schema && <p className="text-sm text-muted-foreground">It takes no input.</p>}
        <div className="flex flex-wrap gap-2">
          <Button type="submit" pending={call.isPending} disabled={!valid}>
            {type === "mutation" ? "Run…" : "Run"}
          </Button>
          {control?.kind === "object" && (
            <Button
              type="button"
              variant="ghost"
              disabled={!valid}
              onClick={() => setByHand(!byHand)}
            >
              {byHand ? "As a form" : "As JSON"}
            </Button>
          )}
          <Button type="button" variant="ghost" onClick={() => void copyLink()}>
            <Link2 /> Copy link
          </Button>
        </div>
      </form>
      <CallResult call={call} />
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Run ${path}?`}
        description="It changes something, in your name and with your rights."
        action="Run"
        onConfirm={run}
      />
      <UnsavedWarning dirty={unsent} bySearch />
    </section>
  );
}

/** Calls a procedure, measures the whole way there and back, and reports how it went. */
function useCall(onCalled: (call: Call) => void) {
  const trpc = useTRPC();
  return useMutation(
    trpc.admin.callProcedure.mutationOptions({
      onMutate: () => ({ startedAt: performance.now() }),
      onSettled: (_answer, error, { path, input }, context) =>
        onCalled({
          path,
          input,
          error: error && (errorData(error)?.code ?? "No answer"),
          tookMs: performance.now() - (context?.startedAt ?? 0),
        }),
    }),
  );
}
