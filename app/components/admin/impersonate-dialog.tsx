import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useIsMutating, useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { reasonInput } from "../../../backend/trpc/inputs";
import { showServerError } from "../../lib/form-errors";
import { enterAsOther } from "../../lib/impersonation";
import { type AdminUser, useTRPC } from "../../lib/trpc";
import { Button } from "../ui/button";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "../ui/dialog";
import { Field, FieldError } from "../ui/field";
import { Textarea } from "../ui/textarea";
import { UnsavedWarning } from "../unsaved-warning";
import { UserPicker } from "./user-picker";

interface ImpersonateDialogProps {
  /** Whom; without, it is asked first. */
  user?: AdminUser;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Asks whom to act as, and why. */
export function ImpersonateDialog({ user, open, onOpenChange }: ImpersonateDialogProps) {
  const isUnderWay = useIsMutating({ mutationKey: useTRPC().admin.impersonate.mutationKey() }) > 0;
  return (
    <Dialog open={open} onOpenChange={onOpenChange} pending={isUnderWay}>
      <DialogContent>
        <ImpersonateSteps user={user} />
      </DialogContent>
    </Dialog>
  );
}

function ImpersonateSteps({ user }: { user: AdminUser | undefined }) {
  const trpc = useTRPC();
  const [picked, setPicked] = useState(user);
  const impersonate = useMutation(
    trpc.admin.impersonate.mutationOptions({ onSuccess: enterAsOther }),
  );
  // The reason stays while somebody else is chosen.
  const form = useForm({
    resolver: standardSchemaResolver(reasonInput),
    defaultValues: { reason: "" },
  });
  const { errors, isSubmitting, isDirty } = form.formState;
  // It leads to another page when it has worked.
  const isSent = isSubmitting || impersonate.isSuccess;
  const warning = <UnsavedWarning dirty={isDirty && !isSent} />;
  if (!picked)
    return (
      <>
        <DialogHeader>
          <DialogTitle>Impersonate a user</DialogTitle>
          <DialogDescription>
            Search by name, email or ID. Platform admins and banned people are left out.
          </DialogDescription>
        </DialogHeader>
        <UserPicker onPick={setPicked} />
        {warning}
      </>
    );
  const submit = form.handleSubmit(async ({ reason }) => {
    try {
      await impersonate.mutateAsync({ userId: picked.id, reason });
    } catch (error) {
      showServerError(form, error, "reason");
    }
  });
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="grid gap-4">
      <DialogHeader>
        <DialogTitle>{`Act as ${picked.name}?`}</DialogTitle>
        <DialogDescription>
          {`You see and do what ${picked.email} can, for half an hour. It is written down, with your reason.`}
        </DialogDescription>
      </DialogHeader>
      <Field label="Reason" error={errors.reason?.message}>
        <Textarea {...form.register("reason")} autoFocus />
      </Field>
      {errors.root && <FieldError role="alert">{errors.root.message}</FieldError>}
      <DialogFooter>
        {!user && (
          <Button type="button" variant="outline" onClick={() => setPicked(undefined)}>
            Choose somebody else
          </Button>
        )}
        <Button type="submit" pending={isSent}>
          Impersonate
        </Button>
      </DialogFooter>
      {warning}
    </form>
  );
}
