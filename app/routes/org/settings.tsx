import { useMutation, useQueryClient } from "@tanstack/react-query";
import { createFileRoute, useNavigate } from "@tanstack/react-router";
import { organizationNameInput } from "../../../backend/trpc/inputs";
import { CopyableText } from "../../components/copyable-text";
import { NameForm } from "../../components/name-form";
import { Page } from "../../components/page";
import { DeleteSection } from "../../components/settings/delete-section";
import { SettingsSection } from "../../components/settings/settings-section";
import { SlugForm } from "../../components/settings/slug-form";
import { useOrganization, useRefreshViewer } from "../../hooks/use-session-user";
import { leaveTo } from "../../lib/leave-to";
import { ADMINS_ONLY, mayAdminister, OWNERS_ONLY } from "../../lib/roles";
import { toast } from "../../lib/toast";
import { useTRPC } from "../../lib/trpc";

export const Route = createFileRoute("/_auth-required/$organizationSlug/settings")({
  head: ({ match }) => ({ meta: [{ title: `Settings · ${match.context.organization.name}` }] }),
  component: OrganizationSettingsPage,
});

function OrganizationSettingsPage() {
  const organization = useOrganization(Route.useRouteContext().organization);
  const organizationSlug = organization.slug;
  const { update, updateSlug, remove } = useOrganizationActions();
  const readOnly = mayAdminister(organization.role) ? undefined : ADMINS_ONLY;
  return (
    <Page title="Settings" narrow>
      <SettingsSection title="General" description="How people find the organization.">
        <div className="grid gap-6">
          <NameForm
            schema={organizationNameInput}
            label="Name"
            defaultName={organization.name}
            submitLabel="Save name"
            autoComplete="organization"
            autoFocus={false}
            readOnly={readOnly}
            onSubmit={({ name }) => update.mutateAsync({ organizationSlug, name })}
          />
          <SlugForm
            slug={organization.slug}
            readOnly={readOnly}
            onSubmit={({ slug }) => updateSlug.mutateAsync({ organizationSlug, slug })}
          />
          <CopyableText label="Organization ID" text={organization.id} />
        </div>
      </SettingsSection>
      <DeleteSection
        thing="organization"
        name={organization.name}
        description="Deletes the organization with its instances, machines and events, for everybody in it."
        refusal={organization.role === "owner" ? undefined : OWNERS_ONLY}
        pending={remove.isPending || remove.isSuccess}
        error={remove.error}
        onDelete={() => remove.mutate({ organizationSlug, confirmName: organization.name })}
      />
    </Page>
  );
}

function useOrganizationActions() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const refreshViewer = useRefreshViewer();
  const update = useMutation(
    trpc.organization.update.mutationOptions({
      onSuccess: async () => {
        await refreshViewer();
        toast.success("Name saved.");
      },
    }),
  );
  const updateSlug = useMutation(
    trpc.organization.updateSlug.mutationOptions({
      onSuccess: async ({ slug }) => {
        await queryClient.invalidateQueries(trpc.user.me.queryFilter());
        await navigate({
          to: "/$organizationSlug/settings",
          params: { organizationSlug: slug },
          replace: true,
          ignoreBlocker: true,
        });
        toast.success("Slug changed. Links with the old one lead here.");
      },
    }),
  );
  const remove = useMutation(
    trpc.organization.delete.mutationOptions({ onSuccess: () => leaveTo("/") }),
  );
  return { update, updateSlug, remove };
}
