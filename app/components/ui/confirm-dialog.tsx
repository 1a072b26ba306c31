import { type FormEvent, type ReactNode, useId, useState } from "react";

import { looksLike } from "../../../backend/utils/names";
import { Alert } from "./alert";
import {
  AlertDialog,
  AlertDialogAction,
  AlertDialogCancel,
  AlertDialogContent,
  AlertDialogDescription,
  AlertDialogFooter,
  AlertDialogHeader,
  AlertDialogTitle,
} from "./alert-dialog";
import { Input } from "./input";
import { Label } from "./label";

type ConfirmDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** The question, naming the thing: "Delete worker-3?" */
  title: ReactNode;
  /** What will happen, and whether it can be undone. */
  description: ReactNode;
  /** The verb on the button: "Delete machine". */
  action: ReactNode;
  /** A name to type before the button works, for what cannot be undone. */
  confirmText?: string | undefined;
  variant?: "destructive" | "default" | undefined;
  pending?: boolean | undefined;
  error?: ReactNode;
  /** Closing is up to the caller, once it has worked. */
  onConfirm: () => void;
};

export function ConfirmDialog({ open, onOpenChange, pending, ...props }: ConfirmDialogProps) {
  // What is under way cannot be called off by closing, so it stays in view.
  return (
    <AlertDialog open={open} onOpenChange={(next) => pending || onOpenChange(next)}>
      <AlertDialogContent>
        <ConfirmForm pending={pending} {...props} />
      </AlertDialogContent>
    </AlertDialog>
  );
}

type ConfirmFormProps = Omit<ConfirmDialogProps, "open" | "onOpenChange">;

/** Mounted with the dialog, so each time it opens the typed name is empty, and what failed before is not said again. */
function ConfirmForm(props: ConfirmFormProps) {
  const {
    title,
    description,
    action,
    confirmText,
    variant = "destructive",
    pending,
    error,
    onConfirm,
  } = props;
  const inputId = useId();
  const [typed, setTyped] = useState("");
  const [confirmed, setConfirmed] = useState(false);

  function submit(event: FormEvent) {
    event.preventDefault();
    // React events pass through portals: a form around the dialog must not be submitted with it.
    event.stopPropagation();
    setConfirmed(true);
    onConfirm();
  }

  return (
    <form onSubmit={submit} className="grid gap-4">
      <AlertDialogHeader>
        <AlertDialogTitle>{title}</AlertDialogTitle>
        <AlertDialogDescription>{description}</AlertDialogDescription>
      </AlertDialogHeader>
      {confirmText !== undefined && (
        <div className="grid gap-1.5">
          <Label htmlFor={inputId}>
            Type{" "}
            <span className="rounded-sm bg-muted px-1 py-0.5 font-mono break-all select-text">
              {confirmText}
            </span>{" "}
            to confirm
          </Label>
          <Input
            id={inputId}
            name="confirmation"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            autoCapitalize="off"
            spellCheck={false}
          />
        </div>
      )}
      {confirmed && error && <Alert variant="destructive">{error}</Alert>}
      <AlertDialogFooter>
        <AlertDialogCancel type="button" disabled={pending}>
          Cancel
        </AlertDialogCancel>
        <AlertDialogAction
          type="submit"
          variant={variant}
          pending={pending}
          disabled={confirmText !== undefined && !looksLike(typed, confirmText)}
        >
          {action}
        </AlertDialogAction>
      </AlertDialogFooter>
    </form>
  );
}
