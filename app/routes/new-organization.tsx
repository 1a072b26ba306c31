import { useMutation, useQueryClient } from "@tanstack/react-query";
import { createFileRoute, useNavigate } from "@tanstack/react-router";
import { organizationNameInput } from "../../backend/trpc/inputs";
import { NameForm } from "../components/name-form";
import { SimplePage } from "../components/simple-page";
import { useTRPC } from "../lib/trpc";

export const Route = createFileRoute("/_auth-required/new-organization")({
  head: () => ({ meta: [{ title: "New organization · OS2" }] }),
  component: NewOrganizationPage,
});

function NewOrganizationPage() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const create = useMutation(
    trpc.organization.create.mutationOptions({
      onSuccess: async (organization) => {
        await queryClient.invalidateQueries(trpc.user.me.queryFilter());
        await navigate({
          to: "/$organizationSlug",
          params: { organizationSlug: organization.slug },
        });
      },
    }),
  );
  return (
    <SimplePage place="New organization">
      <h1 className="mb-1 text-lg font-semibold">New organization</h1>
      <p className="mb-5 text-sm text-muted-foreground">
        Your team, with its own members, instances and machines.
      </p>
      <NameForm
        schema={organizationNameInput}
        label="Name"
        placeholder="Acme"
        submitLabel="Create organization"
        autoComplete="organization"
        onSubmit={create.mutateAsync}
      />
    </SimplePage>
  );
}
