import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { instanceNameInput } from "../../backend/trpc/inputs";
import { type Organization, useTRPC } from "../lib/trpc";
import { NameForm } from "./name-form";
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from "./ui/dialog";

interface NewInstanceDialogProps {
  organization: Organization;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function NewInstanceDialog({ organization, open, onOpenChange }: NewInstanceDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const organizationSlug = organization.slug;
  const create = useMutation(
    trpc.instance.create.mutationOptions({
      onSuccess: async (instance) => {
        await queryClient.invalidateQueries(trpc.user.me.queryFilter());
        onOpenChange(false);
        await navigate({
          to: "/$organizationSlug/$instanceSlug",
          params: { organizationSlug, instanceSlug: instance.slug },
        });
      },
    }),
  );
  return (
    <Dialog open={open} onOpenChange={onOpenChange} pending={create.isPending}>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>New instance</DialogTitle>
          <DialogDescription>
            An instance owns machines and is what your Slack workspace talks to.
          </DialogDescription>
        </DialogHeader>
        <NameForm
          schema={instanceNameInput}
          label="Name"
          placeholder="production"
          submitLabel="Create instance"
          onSubmit={({ name }) => create.mutateAsync({ organizationSlug, name })}
        />
      </DialogContent>
    </Dialog>
  );
}
