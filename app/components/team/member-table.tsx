import { useMutation, useQueryClient, useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { UserMinus } from "lucide-react";
import { useState } from "react";
import { useSessionUser } from "../../hooks/use-session-user";
import { cn } from "../../lib/cn";
import { errorMessage } from "../../lib/errors";
import { assignableRoles, ROLE_NAMES } from "../../lib/roles";
import { toast } from "../../lib/toast";
import { type Member, type Organization, useTRPC } from "../../lib/trpc";
import { LoadMore } from "../load-more";
import { RelativeTime } from "../relative-time";
import { NamedAvatar } from "../ui/avatar";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table";
import { membersQuery } from "./members-query";
import { RoleSelect } from "./role-select";

export function MemberTable({ organization }: { organization: Organization }) {
  const trpc = useTRPC();
  const members = useSuspenseInfiniteQuery(membersQuery(trpc, organization.slug));
  const [removing, setRemoving] = useState<Member>();
  return (
    <>
      <Table stacked>
        <TableHeader>
          <TableRow>
            <TableHead>Member</TableHead>
            <TableHead>Role</TableHead>
            <TableHead>Joined</TableHead>
            <TableHead className="text-right">
              <span className={cn(assignableRoles(organization.role).length === 0 && "sr-only")}>
                Actions
              </span>
            </TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {members.data.pages
            .flatMap(({ items }) => items)
            .map((member) => (
              <MemberRow
                key={member.id}
                member={member}
                organization={organization}
                onRemove={() => setRemoving(member)}
              />
            ))}
        </TableBody>
      </Table>
      <LoadMore query={members} />
      {removing && (
        <RemoveDialog
          member={removing}
          organization={organization}
          onClose={() => setRemoving(undefined)}
        />
      )}
    </>
  );
}

interface MemberRowProps {
  member: Member;
  organization: Organization;
  onRemove: () => void;
}

function MemberRow({ member, organization, onRemove }: MemberRowProps) {
  const viewer = useSessionUser();
  const setRole = useSetMemberRole(organization.slug);
  const isSelf = member.user.id === viewer.user.id;
  const roles = assignableRoles(organization.role);
  const mayChange = roles.includes(member.role);
  return (
    <TableRow>
      <TableCell>
        <span className="flex min-w-0 items-center gap-2.5">
          <NamedAvatar name={member.user.name} image={member.user.image} />
          <span className="min-w-0">
            <span className="flex items-center gap-1.5 font-medium wrap-anywhere">
              {member.user.name} {isSelf && <Badge>You</Badge>}
            </span>
            <span className="block text-muted-foreground wrap-anywhere">{member.user.email}</span>
          </span>
        </span>
      </TableCell>
      <TableCell label="Role">
        {mayChange ? (
          <RoleSelect
            label={`Role of ${member.user.name}`}
            roles={roles}
            value={member.role}
            onChange={(role) =>
              setRole.mutate({
                organizationSlug: organization.slug,
                membershipId: member.id,
                role,
              })
            }
          />
        ) : (
          ROLE_NAMES[member.role]
        )}
      </TableCell>
      <TableCell label="Joined" className="whitespace-nowrap">
        <RelativeTime time={member.createdAt} />
      </TableCell>
      <TableCell className="text-right max-sm:absolute max-sm:top-1 max-sm:right-0">
        {mayChange && !isSelf && (
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label={`Remove ${member.user.name}`}
            title="Remove from the organization"
            onClick={onRemove}
          >
            <UserMinus />
          </Button>
        )}
      </TableCell>
    </TableRow>
  );
}

/** Changes the role in the list at once, and back, with a toast, where the server refuses. */
function useSetMemberRole(organizationSlug: string) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { queryKey } = membersQuery(trpc, organizationSlug);
  return useMutation(
    trpc.organization.setMemberRole.mutationOptions({
      onMutate: async ({ membershipId, role }) => {
        await queryClient.cancelQueries({ queryKey });
        const before = queryClient.getQueryData(queryKey);
        queryClient.setQueryData(
          queryKey,
          (data) =>
            data && {
              ...data,
              pages: data.pages.map((page) => ({
                ...page,
                items: page.items.map((member) =>
                  member.id === membershipId ? { ...member, role } : member,
                ),
              })),
            },
        );
        return { before };
      },
      onError: (error, _input, context) => {
        queryClient.setQueryData(queryKey, context?.before);
        toast.error(error);
      },
      onSettled: () =>
        Promise.all([
          queryClient.invalidateQueries({ queryKey }),
          // It may have been one's own role.
          queryClient.invalidateQueries(trpc.user.me.queryFilter()),
        ]),
    }),
  );
}

interface RemoveDialogProps {
  member: Member;
  organization: Organization;
  onClose: () => void;
}

function RemoveDialog({ member, organization, onClose }: RemoveDialogProps) {
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
      error={remove.error && errorMessage(remove.error)}
      onConfirm={() =>
        remove.mutate({ organizationSlug: organization.slug, membershipId: member.id })
      }
    />
  );
}
