import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Link2, X } from "lucide-react";
import { useState } from "react";
import { copy } from "../../lib/copy";
import { dialogError } from "../../lib/errors";
import { mayAdminister, ROLE_NAMES } from "../../lib/roles";
import { type Invitation, type Organization, useTRPC } from "../../lib/trpc";
import { RelativeTime, useNow } from "../relative-time";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { Loading, Skeleton, SkeletonLines, SkeletonRows } from "../ui/skeleton";

/** The address that the invited person opens. */
export const invitationLink = (id: string) => `${window.location.origin}/invitations/${id}`;

/** The invitations nobody has answered yet. */
export function InvitationList({ organization }: { organization: Organization }) {
  const trpc = useTRPC();
  const scope = { organizationSlug: organization.slug };
  const { data: invitations } = useSuspenseQuery(trpc.organization.invitations.queryOptions(scope));
  const [revoking, setRevoking] = useState<Invitation>();
  return (
    <section className="mt-8">
      <h2 className="mb-1 text-base font-semibold">Invitations</h2>
      {invitations.length > 0 ? (
        <ul className="divide-y border-y">
          {invitations.map((invitation) => (
            <li
              key={invitation.id}
              className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2"
            >
              <div className="min-w-0 flex-1 basis-52 text-sm">
                <div className="font-medium wrap-anywhere">{invitation.email}</div>
                <div className="text-muted-foreground">
                  {invitation.inviterMayStillGive ? (
                    <>
                      {invitation.invitedBy && (
                        <span>{`Invited by ${invitation.invitedBy.name}, `}</span>
                      )}
                      <Expiry expiresAt={invitation.expiresAt} />
                    </>
                  ) : (
                    `Not open any more: ${invitation.invitedBy?.name ?? "the person who sent it"} may not give this role now. Invite again to renew it.`
                  )}
                </div>
              </div>
              <Badge variant="outline">{ROLE_NAMES[invitation.role]}</Badge>
              {mayAdminister(organization.role) && (
                <span className="flex gap-1">
                  {invitation.inviterMayStillGive && (
                    <Button
                      variant="outline"
                      size="sm"
                      aria-label={`Copy link of the invitation for ${invitation.email}`}
                      onClick={() => void copy(invitationLink(invitation.id), "Link")}
                    >
                      <Link2 /> Copy link
                    </Button>
                  )}
                  <Button
                    variant="ghost"
                    size="icon-sm"
                    aria-label={`Revoke the invitation for ${invitation.email}`}
                    title="Revoke"
                    onClick={() => setRevoking(invitation)}
                  >
                    <X />
                  </Button>
                </span>
              )}
            </li>
          ))}
        </ul>
      ) : (
        <p className="text-sm text-muted-foreground">Nobody is invited at the moment.</p>
      )}
      {revoking && (
        <RevokeDialog invitation={revoking} scope={scope} onClose={() => setRevoking(undefined)} />
      )}
    </section>
  );
}

export function InvitationSkeleton() {
  return (
    <Loading className="mt-8">
      <Skeleton className="mb-1 h-5.5 w-24" />
      <div className="divide-y border-y">
        <SkeletonRows rows={2} className="flex items-center gap-3 px-3 py-2">
          <SkeletonLines />
          <Skeleton className="ml-auto h-5 w-16 rounded-full!" />
          <Skeleton className="h-7 w-28" />
        </SkeletonRows>
      </div>
    </Loading>
  );
}

function Expiry({ expiresAt }: { expiresAt: string }) {
  const expired = Date.parse(expiresAt) < useNow();
  return (
    <span suppressHydrationWarning>
      <span>{expired ? "expired " : "expires "}</span>
      <RelativeTime time={expiresAt} />
    </span>
  );
}

interface RevokeDialogProps {
  invitation: Invitation;
  scope: { organizationSlug: string };
  onClose: () => void;
}

function RevokeDialog({ invitation, scope, onClose }: RevokeDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const revoke = useMutation(
    trpc.organization.revokeInvitation.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.organization.invitations.queryFilter(scope));
        onClose();
      },
    }),
  );
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Revoke the invitation for ${invitation.email}?`}
      description="Its link stops working. They can be invited again."
      action="Revoke invitation"
      pending={revoke.isPending}
      error={dialogError(revoke.error)}
      onConfirm={() => revoke.mutate({ ...scope, invitationId: invitation.id })}
    />
  );
}
