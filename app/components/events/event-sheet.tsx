import { useQuery } from "@tanstack/react-query";
import { Copy } from "lucide-react";
import { copy } from "../../lib/copy";
import { errorData, errorMessage } from "../../lib/errors";
import { formatExactTime } from "../../lib/format";
import { type InstanceScope, useTRPC } from "../../lib/trpc";
import { CopyableText } from "../copyable-text";
import { RelativeTime } from "../relative-time";
import { Button } from "../ui/button";
import {
  Sheet,
  SheetBody,
  SheetContent,
  SheetDescription,
  SheetHeader,
  SheetTitle,
} from "../ui/sheet";
import { Skeleton } from "../ui/skeleton";

interface EventSheetProps {
  scope: InstanceScope;
  eventId: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** An event with its payload, beside the list. */
export function EventSheet({ scope, eventId, open, onOpenChange }: EventSheetProps) {
  const trpc = useTRPC();
  const {
    data: event,
    error,
    refetch,
  } = useQuery(
    // What happened does not change.
    trpc.event.get.queryOptions({ ...scope, eventId }, { staleTime: Infinity }),
  );
  return (
    <Sheet open={open} onOpenChange={onOpenChange}>
      <SheetContent className="w-[40rem]">
        <SheetHeader>
          <SheetTitle className="truncate">{event?.type ?? "Event"}</SheetTitle>
          <SheetDescription>
            {event ? (
              <>
                <RelativeTime time={event.createdAt} />
                <span>{`, ${formatExactTime(event.createdAt)}`}</span>
              </>
            ) : (
              "What Slack sent"
            )}
          </SheetDescription>
        </SheetHeader>
        <SheetBody>
          {event ? (
            <div className="grid gap-4">
              {event.externalId && <CopyableText label="Event ID" text={event.externalId} />}
              {event.workspaceId && <CopyableText label="Workspace" text={event.workspaceId} />}
              <Payload json={JSON.stringify(event.payload, null, 2)} />
            </div>
          ) : error ? (
            <div role="alert" className="grid justify-items-start gap-3 text-sm">
              {errorMessage(error)}
              {errorData(error)?.code !== "NOT_FOUND" && (
                <Button variant="outline" size="sm" onClick={() => void refetch()}>
                  Try again
                </Button>
              )}
            </div>
          ) : (
            <Skeleton className="h-64" />
          )}
        </SheetBody>
      </SheetContent>
    </Sheet>
  );
}

function Payload({ json }: { json: string }) {
  return (
    <section className="grid gap-1.5" aria-labelledby="payload">
      <div className="flex items-center justify-between gap-2">
        <h3 id="payload" className="text-sm font-medium">
          Payload
        </h3>
        <Button variant="outline" size="sm" onClick={() => void copy(json, "Payload")}>
          <Copy /> Copy payload
        </Button>
      </div>
      <pre className="rounded-md bg-muted p-3 text-xs break-words whitespace-pre-wrap">{json}</pre>
    </section>
  );
}
