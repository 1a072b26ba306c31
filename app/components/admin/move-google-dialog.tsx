import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useIsMutating, useMutation, useQueryClient } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import { moveGoogleInput } from "../../../backend/trpc/inputs";
import { showServerError } from "../../lib/form-errors";
import { toast } from "../../lib/toast";
import { type AdminUser, useTRPC } from "../../lib/trpc";
import { Button } from "../ui/button";
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from "../ui/dialog";
import { Field, FieldError } from "../ui/field";
import { Input } from "../ui/input";
import { Textarea } from "../ui/textarea";
import { UnsavedWarning } from "../unsaved-warning";

interface MoveGoogleDialogProps {
  user: AdminUser;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Asks which Google account signs in as this user from now on, and why. */
export function MoveGoogleDialog({ user, open, onOpenChange }: MoveGoogleDialogProps) {
  const mutationKey = useTRPC().admin.moveGoogleAccount.mutationKey();
  const isMoving = useIsMutating({ mutationKey }) > 0;
  return (
    <Dialog open={open} onOpenChange={onOpenChange} pending={isMoving}>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>{`Move ${user.name} to another Google account?`}</DialogTitle>
          <DialogDescription>
            {`The current Google account can no longer sign in as ${user.email}. They are signed out everywhere.`}
          </DialogDescription>
        </DialogHeader>
        <MoveGoogleForm userId={user.id} onDone={() => onOpenChange(false)} />
      </DialogContent>
    </Dialog>
  );
}

function MoveGoogleForm({ userId, onDone }: { userId: string; onDone: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const move = useMutation(
    trpc.admin.moveGoogleAccount.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.admin.users.pathFilter());
        toast.success("Google account moved.");
        onDone();
      },
    }),
  );
  const form = useForm<{ reason: string; subject?: string | undefined }>({
    resolver: standardSchemaResolver(moveGoogleInput),
    defaultValues: { reason: "", subject: undefined },
  });
  const { errors, isSubmitting, isDirty } = form.formState;
  const submit = form.handleSubmit(async (values) => {
    try {
      await move.mutateAsync({ userId, ...values });
    } catch (error) {
      showServerError(form, error, "subject");
    }
  });
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="grid gap-4">
      <Field label="Reason" error={errors.reason?.message}>
        <Textarea {...form.register("reason")} autoFocus />
      </Field>
      <Field
        label="Google account ID"
        description="From the refused sign-in in the audit log. Leave it empty to accept the next Google account that signs in with this address."
        error={errors.subject?.message}
      >
        <Input
          {...form.register("subject", {
            setValueAs: (text?: string) => text?.trim() || undefined,
          })}
          autoComplete="off"
        />
      </Field>
      {errors.root && <FieldError role="alert">{errors.root.message}</FieldError>}
      <Button
        type="submit"
        variant="destructive"
        className="justify-self-end"
        pending={isSubmitting}
      >
        Move Google account
      </Button>
      <UnsavedWarning dirty={isDirty && !isSubmitting} />
    </form>
  );
}
