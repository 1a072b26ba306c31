import { useMutation, useQueryClient } from "@tanstack/react-query";
import { dialogError } from "../../lib/errors";
import { type Instance, type InstanceScope, type SlackConnection, useTRPC } from "../../lib/trpc";
import { ConfirmDialog } from "../ui/confirm-dialog";

interface DisconnectSlackDialogProps {
  connection: SlackConnection;
  instance: Instance;
  scope: InstanceScope;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function DisconnectSlackDialog(props: DisconnectSlackDialogProps) {
  const { connection, instance, scope, open, onOpenChange } = props;
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const disconnect = useMutation(
    trpc.instance.disconnectSlack.mutationOptions({
      onSuccess: async () => {
        onOpenChange(false);
        const { organizationSlug } = scope;
        await queryClient.invalidateQueries(
          trpc.organization.slackConnections.queryFilter({ organizationSlug }),
        );
      },
    }),
  );
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Disconnect ${connection.workspace}?`}
      description={`Its events no longer reach ${instance.name}. It can be installed again.`}
      action="Disconnect"
      pending={disconnect.isPending}
      error={dialogError(disconnect.error)}
      onConfirm={() => disconnect.mutate({ ...scope, accountId: connection.accountId })}
    />
  );
}
