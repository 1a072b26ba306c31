import { useSuspenseQuery } from "@tanstack/react-query";
import { createFileRoute, Link } from "@tanstack/react-router";
import { useState } from "react";
import { CallForm } from "../../components/admin/tools/call-form";
import { CallHistory, useCalls } from "../../components/admin/tools/call-history";
import { ProcedureList, ProcedureSkeleton } from "../../components/admin/tools/procedure-list";
import { Page } from "../../components/page";
import { load } from "../../lib/errors";
import { useTRPC } from "../../lib/trpc";

const TITLE = "tRPC tools";
const DESCRIPTION =
  "Calls run as you, with your rights. The address leads back to the call as it was opened.";
const NOTHING_CHOSEN = "Choose what to call.";
const columns = "grid gap-6 md:grid-cols-[16rem_minmax(0,1fr)]";

interface Search {
  /** The procedure to call. */
  path?: string | undefined;
  /** What to fill in. */
  input?: unknown;
}

export const Route = createFileRoute("/_auth-required/admin/trpc-tools")({
  validateSearch: ({ path, input }: Record<string, unknown>): Search => ({
    path: typeof path === "string" ? path : undefined,
    input,
  }),
  loader: ({ context: { queryClient, trpc }, location }) =>
    load(queryClient, trpc.admin.listProcedures.queryOptions(), location),
  head: () => ({ meta: [{ title: "tRPC tools · Admin" }] }),
  pendingComponent: ToolsPending,
  component: ToolsPage,
});

function ToolsPage() {
  const trpc = useTRPC();
  const { data: procedures } = useSuspenseQuery(trpc.admin.listProcedures.queryOptions());
  const { path, input } = Route.useSearch();
  const { calls, add } = useCalls();
  const [opened, setOpened] = useState(0);
  const procedure = procedures.find((one) => one.path === path);
  return (
    <Page title={TITLE} description={DESCRIPTION}>
      <div className={columns}>
        <ProcedureList procedures={procedures} current={procedure?.path} />
        {procedure ? (
          <div className="min-w-0">
            <Link
              to="/admin/trpc-tools"
              className="mb-3 inline-block py-1 text-sm text-link underline-offset-4 hover:underline md:hidden"
            >
              All procedures
            </Link>
            <CallForm
              // Another call starts with a form of its own.
              key={`${opened} ${path} ${JSON.stringify(input)}`}
              procedure={procedure}
              initialInput={input}
              onCalled={add}
            />
            <CallHistory calls={calls} onReopen={() => setOpened(opened + 1)} />
          </div>
        ) : (
          <Hint>{path ? `There is no procedure ${path}.` : NOTHING_CHOSEN}</Hint>
        )}
      </div>
    </Page>
  );
}

function Hint({ children }: { children: string }) {
  return <p className="text-sm text-muted-foreground max-md:order-first">{children}</p>;
}

function ToolsPending() {
  const { path } = Route.useSearch();
  return (
    <Page title={TITLE} description={DESCRIPTION}>
      <div className={columns}>
        <ProcedureSkeleton current={path} />
        {!path && <Hint>{NOTHING_CHOSEN}</Hint>}
      </div>
    </Page>
  );
}
