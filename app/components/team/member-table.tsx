import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { UserMinus } from "lucide-react";
import { useState } from "react";
import { useSessionUser } from "../../hooks/use-session-user";
import { cn } from "../../lib/cn";
import { assignableRoles, ROLE_NAMES } from "../../lib/roles";
import { type Member, type Organization, useTRPC } from "../../lib/trpc";
import { LoadMore } from "../load-more";
import { RelativeTime } from "../relative-time";
import { NamedAvatar } from "../ui/avatar";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { Skeleton, SkeletonPerson } from "../ui/skeleton";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table";
import { TableSkeleton } from "../ui/table-skeleton";
import { membersQuery } from "./members-query";
import { RemoveMemberDialog } from "./remove-member-dialog";
import { RoleSelect } from "./role-select";
import { useSetMemberRole } from "./use-set-member-role";

export function MemberTable({ organization }: { organization: Organization }) {
  const trpc = useTRPC();
  const members = useSuspenseInfiniteQuery(membersQuery(trpc, organization.slug));
  const [removing, setRemoving] = useState<Member>();
  return (
    <>
      <Table stacked>
        <TableHeader>
          <Head organization={organization} />
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
        <RemoveMemberDialog
          member={removing}
          organization={organization}
          onClose={() => setRemoving(undefined)}
        />
      )}
    </>
  );
}

function Head({ organization }: { organization: Organization }) {
  return (
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
              <span>{member.user.name}</span>
              {isSelf && <Badge>You</Badge>}
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

export function MemberSkeleton({ organization }: { organization: Organization }) {
  return (
    <TableSkeleton head={<Head organization={organization} />} rows={3}>
      <TableCell>
        <SkeletonPerson />
      </TableCell>
      <TableCell label="Role">
        <Skeleton className="h-8 w-28" />
      </TableCell>
      <TableCell label="Joined">
        <Skeleton className="my-0.5 w-24" />
      </TableCell>
      <TableCell />
    </TableSkeleton>
  );
}
