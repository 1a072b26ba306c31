import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { createFileRoute, Link, useNavigate } from "@tanstack/react-router";
import { MailOpen, MailX } from "lucide-react";
import { useState } from "react";
import { EmptyState } from "../components/empty-state";
import { SimplePage } from "../components/simple-page";
import { Button } from "../components/ui/button";
import { FieldError } from "../components/ui/field";
import { Loading, Skeleton } from "../components/ui/skeleton";
import { errorData, errorMessage, load } from "../lib/errors";
import { signOut } from "../lib/sign-out";
import { useTRPC } from "../lib/trpc";

/** Where the link of an invitation leads: to accept or decline it. */
export const Route = createFileRoute("/_auth-required/invitations/$invitationId")({
  loader: ({ context: { queryClient, trpc }, params, location }) =>
    load(queryClient, trpc.organization.invitation.queryOptions(params), location),
  head: () => ({ meta: [{ title: "Invitation · OS2" }] }),
  pendingComponent: InvitationPending,
  component: InvitationPage,
  notFoundComponent: ClosedInvitationPage,
});

function InvitationPage() {
  const trpc = useTRPC();
  const scope = Route.useParams();
  const { data: invitation } = useSuspenseQuery(trpc.organization.invitation.queryOptions(scope));
  // Revoked, or answered in another tab, while this page was open.
  const [closed, setClosed] = useState(false);
  if (closed) return <ClosedInvitationPage />;
  const { organization, invitedBy, role, email } = invitation;
  const offer = `${invitedBy?.name ?? "Somebody"} invites ${invitation.isForUser ? "you" : email} to join as ${ROLE_PHRASES[role]}.`;
  return (
    <SimplePage place="Invitation">
      <EmptyState
        heading="h1"
        icon={MailOpen}
        title={`Join ${organization.name}`}
        description={
          invitation.isForUser
            ? offer
            : `${offer} To accept, sign out and sign in with that address.`
        }
      >
        {invitation.isForUser ? (
          <Answer invitationId={scope.invitationId} onClosed={() => setClosed(true)} />
        ) : (
          <Button variant="outline" onClick={() => void signOut()}>
            Sign out
          </Button>
        )}
      </EmptyState>
    </SimplePage>
  );
}

function InvitationPending() {
  return (
    <SimplePage place="Invitation">
      <Loading className="flex flex-col items-center gap-2 px-4 py-12">
        <Skeleton className="mb-2 size-11 rounded-xl!" />
        <Skeleton className="h-5.5 w-40" />
        <Skeleton className="my-0.5 w-64" />
        <Skeleton className="mt-3 h-8 w-40" />
      </Loading>
    </SimplePage>
  );
}

const ROLE_PHRASES = { owner: "an owner", admin: "an admin", member: "a member" } as const;

interface AnswerProps {
  invitationId: string;
  /** The server says that it is not open. */
  onClosed: () => void;
}

function Answer({ invitationId, onClosed }: AnswerProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const refreshViewer = () => queryClient.invalidateQueries(trpc.user.me.queryFilter());
  // Once the page is left: it is not open any more.
  const forget = () =>
    queryClient.removeQueries(trpc.organization.invitation.queryFilter({ invitationId }));
  const onError = (error: unknown) => {
    if (errorData(error)?.code === "NOT_FOUND") onClosed();
  };
  const accept = useMutation(
    trpc.organization.acceptInvitation.mutationOptions({
      onError,
      onSuccess: async ({ organization }) => {
        await refreshViewer();
        await navigate({
          to: "/$organizationSlug",
          params: { organizationSlug: organization.slug },
        });
        forget();
      },
    }),
  );
  const decline = useMutation(
    trpc.organization.declineInvitation.mutationOptions({
      onError,
      onSuccess: async () => {
        await refreshViewer();
        await navigate({ to: "/" });
        forget();
      },
    }),
  );
  const error = accept.error ?? decline.error;
  return (
    <div className="grid justify-items-center gap-3">
      <div className="flex gap-2">
        <Button
          variant="outline"
          pending={decline.isPending}
          onClick={() => decline.mutate({ invitationId })}
        >
          Decline
        </Button>
        <Button pending={accept.isPending} onClick={() => accept.mutate({ invitationId })}>
          Accept
        </Button>
      </div>
      {error && <FieldError role="alert">{errorMessage(error)}</FieldError>}
    </div>
  );
}

function ClosedInvitationPage() {
  return (
    <SimplePage place="Invitation">
      <EmptyState
        heading="h1"
        icon={MailX}
        title="This invitation is not open"
        description="It may have been accepted, declined or revoked, it has expired after a week, or the person who sent it may not invite you any more. An admin of the organization can invite you again."
      >
        <Button variant="outline" asChild>
          <Link to="/">Go to your organizations</Link>
        </Button>
      </EmptyState>
    </SimplePage>
  );
}
