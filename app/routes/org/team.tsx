import { createFileRoute } from "@tanstack/react-router";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { dialogOnDemand } from "../../components/on-demand";
import { Page } from "../../components/page";
import { InvitationList, InvitationSkeleton } from "../../components/team/invitation-list";
import { LeaveButton } from "../../components/team/leave-button";
import { MemberSkeleton, MemberTable } from "../../components/team/member-table";
import { membersQuery } from "../../components/team/members-query";
import { Button } from "../../components/ui/button";
import { useOrganization } from "../../hooks/use-session-user";
import { load, loadPages } from "../../lib/errors";
import { mayAdminister } from "../../lib/roles";
import type { Organization } from "../../lib/trpc";

const InviteDialog = dialogOnDemand(
  async () => (await import("../../components/team/invite-dialog")).InviteDialog,
);

export const Route = createFileRoute("/_auth-required/$organizationSlug/team")({
  loader: ({ context: { queryClient, trpc }, params, location }) =>
    Promise.all([
      loadPages(queryClient, membersQuery(trpc, params.organizationSlug), location),
      load(queryClient, trpc.organization.invitations.queryOptions(params), location),
    ]),
  head: ({ match }) => ({ meta: [{ title: `Team · ${match.context.organization.name}` }] }),
  pendingComponent: TeamPending,
  component: TeamPage,
});

const descriptionFor = ({ role }: Organization) =>
  mayAdminister(role) ? undefined : "Owners and admins invite people and change roles.";

function TeamPending() {
  const { organization } = Route.useRouteContext();
  return (
    <Page title="Team" description={descriptionFor(organization)}>
      <MemberSkeleton organization={organization} />
      <InvitationSkeleton />
    </Page>
  );
}

function TeamPage() {
  const organization = useOrganization(Route.useRouteContext().organization);
  const [inviting, setInviting] = useState(false);
  const mayInvite = mayAdminister(organization.role);
  return (
    <Page
      title="Team"
      description={descriptionFor(organization)}
      action={
        mayInvite && (
          <Button onClick={() => setInviting(true)}>
            <UserPlus /> Invite
          </Button>
        )
      }
    >
      <MemberTable organization={organization} />
      <div className="mt-3">
        <LeaveButton organization={organization} />
      </div>
      <InvitationList organization={organization} />
      <InviteDialog organization={organization} open={inviting} onOpenChange={setInviting} />
    </Page>
  );
}
