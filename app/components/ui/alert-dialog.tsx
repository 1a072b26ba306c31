import type { ComponentProps } from "react";

import { Button } from "./button";
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "./dialog";

export const AlertDialog = Dialog;
export const AlertDialogHeader = DialogHeader;
export const AlertDialogTitle = DialogTitle;
export const AlertDialogDescription = DialogDescription;
export const AlertDialogFooter = DialogFooter;

/** A dialog that wants an answer: only its buttons and Escape close it. */
export function AlertDialogContent(props: ComponentProps<typeof DialogContent>) {
  return (
    <DialogContent
      data-slot="alert-dialog-content"
      role="alertdialog"
      showCloseButton={false}
      onInteractOutside={(event) => event.preventDefault()}
      {...props}
    />
  );
}

/** Stands first in the footer, so that the focus begins at the harmless answer. */
export function AlertDialogCancel(props: ComponentProps<typeof Button>) {
  return (
    <DialogClose asChild>
      <Button variant="outline" {...props} />
    </DialogClose>
  );
}

/** Does not close the dialog, since most actions take time and may fail: close it when the action has succeeded. */
export function AlertDialogAction(props: ComponentProps<typeof Button>) {
  return <Button {...props} />;
}
