import { useMutation, useQueryClient } from "@tanstack/react-query";
import { dialogError } from "../../lib/errors";
import { type Member, type Organization, useTRPC } from "../../lib/trpc";
import { ConfirmDialog } from "../ui/confirm-dialog";

interface RemoveMemberDialogProps {
  member: Member;
  organization: Organization;
  onClose: () => void;
}

export function RemoveMemberDialog({ member, organization, onClose }: RemoveMemberDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const remove = useMutation(
    trpc.organization.removeMember.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(
          trpc.organization.members.infiniteQueryFilter({ organizationSlug: organization.slug }),
        );
        onClose();
      },
    }),
  );
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Remove ${member.user.name}?`}
      description={`${member.user.email} loses access to ${organization.name} at once. They can be invited again.`}
      action="Remove member"
      pending={remove.isPending}
      error={dialogError(remove.error)}
      onConfirm={() =>
        remove.mutate({ organizationSlug: organization.slug, membershipId: member.id })
      }
    />
  );
}
