import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useSessionUser } from "../../hooks/use-session-user";
import { errorData } from "../../lib/errors";
import { plural } from "../../lib/format";
import { leaveTo } from "../../lib/leave-to";
import { type OwnedAlone, useTRPC } from "../../lib/trpc";
import { DeleteSection } from "../settings/delete-section";
import { Button } from "../ui/button";

/** Deletes the account, or says which organizations stand in the way. */
export function DeleteAccountSection({ refusal }: { refusal: string | undefined }) {
  const { user } = useSessionUser();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  // Asked for anew each time: people come back here from having deleted one or handed it over.
  const { data: owned = [] } = useQuery(
    trpc.user.ownedAlone.queryOptions(undefined, { enabled: !refusal, refetchOnMount: "always" }),
  );
  const remove = useMutation(
    trpc.user.deleteAccount.mutationOptions({
      onSuccess: () => leaveTo("/login"),
      onError: async (error) => {
        if (errorData(error)?.code === "CONFLICT")
          await queryClient.invalidateQueries(trpc.user.ownedAlone.queryFilter());
      },
    }),
  );
  return (
    <DeleteSection
      thing="account"
      name={user.email}
      description="Deletes your account and takes you out of all organizations. The organizations stay."
      refusal={refusal}
      first={owned.length > 0 ? <OwnedAloneList organizations={owned} /> : undefined}
      pending={remove.isPending || remove.isSuccess}
      error={remove.error}
      onDelete={() => remove.mutate({ confirmEmail: user.email })}
    />
  );
}

function OwnedAloneList({ organizations }: { organizations: OwnedAlone[] }) {
  return (
    <div className="grid gap-2 text-sm">
      <p>
        You are the only owner of these organizations. Before you can delete your account, make
        another member an owner, or delete the organization.
      </p>
      <ul className="divide-y rounded-md border">
        {organizations.map(({ id, slug, name, members, instances, machines }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-3 gap-y-2 px-3 py-2">
            <div className="min-w-0 flex-1 basis-52">
              <p className="font-medium wrap-anywhere">{name}</p>
              <p className="text-muted-foreground">
                {`${plural(members, "member")}, ${plural(instances, "instance")}, ${plural(machines, "machine")}`}
              </p>
            </div>
            <span className="flex gap-2">
              <Button variant="outline" size="sm" asChild>
                <Link
                  to="/$organizationSlug/team"
                  params={{ organizationSlug: slug }}
                  aria-label={`Team of ${name}`}
                >
                  Team
                </Link>
              </Button>
              <Button variant="outline" size="sm" asChild>
                <Link
                  to="/$organizationSlug/settings"
                  params={{ organizationSlug: slug }}
                  aria-label={`Settings of ${name}`}
                >
                  Settings
                </Link>
              </Button>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
