import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useIsMutating, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Controller, useForm } from "react-hook-form";
import type { Role } from "../../../backend/db/values";
import { invitationInput } from "../../../backend/trpc/inputs";
import { showServerError } from "../../lib/form-errors";
import { assignableRoles } from "../../lib/roles";
import { type Organization, useTRPC } from "../../lib/trpc";
import { CopyableText } from "../copyable-text";
import { Button } from "../ui/button";
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "../ui/dialog";
import { Field, FieldError } from "../ui/field";
import { Input } from "../ui/input";
import { UnsavedWarning } from "../unsaved-warning";
import { invitationLink } from "./invitation-list";
import { RoleSelect } from "./role-select";

interface InviteDialogProps {
  organization: Organization;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Asks whom to invite, then gives the link to pass on: OS2 sends no mail. */
export function InviteDialog({ organization, open, onOpenChange }: InviteDialogProps) {
  const isInviting =
    useIsMutating({ mutationKey: useTRPC().organization.invite.mutationKey() }) > 0;
  return (
    <Dialog open={open} onOpenChange={onOpenChange} pending={isInviting}>
      <DialogContent>
        <InviteSteps organization={organization} />
      </DialogContent>
    </Dialog>
  );
}

function InviteSteps({ organization }: { organization: Organization }) {
  const [invited, setInvited] = useState<{ id: string; email: string }>();
  return invited ? (
    <>
      <DialogHeader>
        <DialogTitle>Invitation ready</DialogTitle>
        <DialogDescription>
          {`Send this link to ${invited.email}. It works for a week, and only for that address.`}
        </DialogDescription>
      </DialogHeader>
      <CopyableText label="Link" text={invitationLink(invited.id)} />
      <DialogFooter>
        <Button variant="outline" onClick={() => setInvited(undefined)}>
          Invite another
        </Button>
        <DialogClose asChild>
          <Button>Done</Button>
        </DialogClose>
      </DialogFooter>
    </>
  ) : (
    <>
      <DialogHeader>
        <DialogTitle>{`Invite to ${organization.name}`}</DialogTitle>
        <DialogDescription>
          They sign in with Google under this address, and follow the link you get here.
        </DialogDescription>
      </DialogHeader>
      <InviteForm organization={organization} onInvited={setInvited} />
    </>
  );
}

const NEW_INVITATION: { email: string; role: Role } = { email: "", role: "member" };

interface InviteFormProps {
  organization: Organization;
  onInvited: (invitation: { id: string; email: string }) => void;
}

function InviteForm({ organization, onInvited }: InviteFormProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const scope = { organizationSlug: organization.slug };
  const invite = useMutation(
    trpc.organization.invite.mutationOptions({
      onSuccess: () =>
        queryClient.invalidateQueries(trpc.organization.invitations.queryFilter(scope)),
    }),
  );
  const form = useForm({
    resolver: standardSchemaResolver(invitationInput),
    defaultValues: NEW_INVITATION,
  });
  const { errors, isSubmitting, isDirty } = form.formState;
  const submit = form.handleSubmit(async (values) => {
    try {
      onInvited(await invite.mutateAsync({ ...scope, ...values }));
    } catch (error) {
      showServerError(form, error, "email");
    }
  });
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="grid gap-4">
      <Field label="Email" error={errors.email?.message}>
        <Input {...form.register("email")} type="email" placeholder="ada@example.com" autoFocus />
      </Field>
      <Controller
        control={form.control}
        name="role"
        render={({ field }) => (
          <div className="grid gap-1.5">
            <span className="text-sm font-medium">Role</span>
            <RoleSelect
              label="Role"
              roles={assignableRoles(organization.role)}
              value={field.value}
              onChange={field.onChange}
            />
          </div>
        )}
      />
      {errors.root && <FieldError role="alert">{errors.root.message}</FieldError>}
      <Button type="submit" className="justify-self-end" pending={isSubmitting}>
        Create invitation
      </Button>
      <UnsavedWarning dirty={isDirty && !isSubmitting} />
    </form>
  );
}
