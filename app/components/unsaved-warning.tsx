import { useBlocker } from "@tanstack/react-router";
import { ConfirmDialog } from "./ui/confirm-dialog";

/** Asks before a page with unsaved changes is left, by a link, the browser's buttons or closing the tab. */
export function UnsavedWarning({ dirty }: { dirty: boolean }) {
  const { status, proceed, reset } = useBlocker({
    // A change of the search string stays on the page.
    shouldBlockFn: ({ current, next }) => dirty && current.pathname !== next.pathname,
    enableBeforeUnload: () => dirty,
    withResolver: true,
  });
  return (
    <ConfirmDialog
      open={status === "blocked"}
      onOpenChange={() => reset?.()}
      title="Leave without saving?"
      description="Your changes on this page are not saved yet."
      action="Leave without saving"
      onConfirm={() => proceed?.()}
    />
  );
}
