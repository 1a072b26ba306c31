import { useBlocker } from "@tanstack/react-router";
import { useCallback, useState } from "react";
import { ConfirmDialog } from "./ui/confirm-dialog";
import { useCloseGuard } from "./ui/dialog";

interface UnsavedWarningProps {
  /** Whether something would be lost. Not while it is sent: what comes of that may lead away. */
  dirty: boolean;
  /** What is typed belongs to the page's search string, and is lost when that changes. */
  bySearch?: boolean;
}

/**
 * Stands in every form. Asks before what was typed into it is lost: by a link, the browser's buttons, closing the tab,
 * or closing the dialog around it.
 */
export function UnsavedWarning({ dirty, bySearch = false }: UnsavedWarningProps) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) => dirty && (bySearch || current.pathname !== next.pathname),
    enableBeforeUnload: () => dirty,
    withResolver: true,
  });
  const [closing, setClosing] = useState<{ close: () => void }>();
  const guard = useCallback((close: () => void) => setClosing({ close }), []);
  useCloseGuard(dirty ? guard : undefined);
  return (
    <ConfirmDialog
      open={status === "blocked" || closing !== undefined}
      onOpenChange={() => {
        reset?.();
        setClosing(undefined);
      }}
      title="Discard what you typed?"
      description="It is not saved yet."
      action="Discard"
      onConfirm={() => {
        proceed?.();
        setClosing(undefined);
        closing?.close();
      }}
    />
  );
}
