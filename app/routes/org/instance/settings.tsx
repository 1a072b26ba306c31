import { useMutation } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { instanceNameInput } from "../../../../backend/trpc/inputs";
import { CopyableText } from "../../../components/copyable-text";
import { NameForm } from "../../../components/name-form";
import { Page } from "../../../components/page";
import { DeleteSection } from "../../../components/settings/delete-section";
import { SettingsSection } from "../../../components/settings/settings-section";
import { useInstance, useOrganization, useRefreshViewer } from "../../../hooks/use-session-user";
import { leaveTo } from "../../../lib/leave-to";
import { ADMINS_ONLY, mayAdminister } from "../../../lib/roles";
import { toast } from "../../../lib/toast";
import { useTRPC } from "../../../lib/trpc";

export const Route = createFileRoute("/_auth-required/$organizationSlug/$instanceSlug/settings")({
  head: ({ match: { context } }) => ({
    meta: [{ title: `Settings · ${context.instance.name} · ${context.organization.name}` }],
  }),
  component: InstanceSettingsPage,
});

function InstanceSettingsPage() {
  const scope = Route.useParams();
  const opened = Route.useRouteContext();
  const { role } = useOrganization(opened.organization);
  const instance = useInstance(opened.organization, opened.instance);
  const { update, remove } = useInstanceActions(scope.organizationSlug);
  const refusal = mayAdminister(role) ? undefined : ADMINS_ONLY;
  return (
    <Page title="Settings" narrow>
      <SettingsSection title="General" description="What the instance is called.">
        <div className="grid gap-6">
          <NameForm
            schema={instanceNameInput}
            label="Name"
            defaultName={instance.name}
            submitLabel="Save name"
            autoFocus={false}
            readOnly={refusal}
            onSubmit={({ name }) => update.mutateAsync({ ...scope, name })}
          />
          <CopyableText label="Slug" text={instance.slug} />
          <CopyableText label="Instance ID" text={instance.id} />
        </div>
      </SettingsSection>
      <DeleteSection
        thing="instance"
        name={instance.name}
        description="Deletes the instance with its machines, and disconnects it from Slack."
        refusal={refusal}
        pending={remove.isPending || remove.isSuccess}
        error={remove.error}
        onDelete={() => remove.mutate({ ...scope, confirmName: instance.name })}
      />
    </Page>
  );
}

function useInstanceActions(organizationSlug: string) {
  const trpc = useTRPC();
  const refreshViewer = useRefreshViewer();
  const update = useMutation(
    trpc.instance.update.mutationOptions({
      onSuccess: async () => {
        await refreshViewer();
        toast.success("Name saved.");
      },
    }),
  );
  const remove = useMutation(
    trpc.instance.delete.mutationOptions({
      onSuccess: () => leaveTo(`/${organizationSlug}`),
    }),
  );
  return { update, remove };
}
