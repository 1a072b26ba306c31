import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useIsMutating, useMutation, useQueryClient } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import { banInput } from "../../../backend/trpc/inputs";
import { showServerError } from "../../lib/form-errors";
import { toast } from "../../lib/toast";
import { type AdminUser, useTRPC } from "../../lib/trpc";
import { Button } from "../ui/button";
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from "../ui/dialog";
import { Field, FieldError } from "../ui/field";
import { Input } from "../ui/input";
import { Textarea } from "../ui/textarea";
import { UnsavedWarning } from "../unsaved-warning";

interface BanDialogProps {
  user: AdminUser;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Asks why somebody is kept out, and until when. */
export function BanDialog({ user, open, onOpenChange }: BanDialogProps) {
  const isBanning = useIsMutating({ mutationKey: useTRPC().admin.ban.mutationKey() }) > 0;
  return (
    <Dialog open={open} onOpenChange={onOpenChange} pending={isBanning}>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>{`Ban ${user.name}?`}</DialogTitle>
          <DialogDescription>
            {`${user.email} is signed out everywhere at once and can't come back before the ban ends.`}
          </DialogDescription>
        </DialogHeader>
        <BanForm userId={user.id} onDone={() => onOpenChange(false)} />
      </DialogContent>
    </Dialog>
  );
}

function BanForm({ userId, onDone }: { userId: string; onDone: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const ban = useMutation(
    trpc.admin.ban.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.admin.users.pathFilter());
        toast.success("Banned.");
        onDone();
      },
    }),
  );
  const form = useForm<{ reason: string; until?: string | undefined }>({
    resolver: standardSchemaResolver(banInput),
    defaultValues: { reason: "", until: undefined },
  });
  const { errors, isSubmitting, isDirty } = form.formState;
  const submit = form.handleSubmit(async (values) => {
    try {
      await ban.mutateAsync({ userId, ...values });
    } catch (error) {
      showServerError(form, error, "reason", "until");
    }
  });
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="grid gap-4">
      <Field label="Reason" error={errors.reason?.message}>
        <Textarea {...form.register("reason")} autoFocus />
      </Field>
      <Field
        label="Until"
        description="In your time zone. Empty: until somebody lifts it."
        error={errors.until?.message}
      >
        <Input type="datetime-local" {...form.register("until", { setValueAs: toIso })} />
      </Field>
      {errors.root && <FieldError role="alert">{errors.root.message}</FieldError>}
      <Button
        type="submit"
        variant="destructive"
        className="justify-self-end"
        pending={isSubmitting}
      >
        Ban
      </Button>
      <UnsavedWarning dirty={isDirty && !isSubmitting} />
    </form>
  );
}

/** What a `datetime-local` field holds, in the browser's time zone, as the API takes it. */
const toIso = (local: string | undefined) => (local ? new Date(local).toISOString() : undefined);
