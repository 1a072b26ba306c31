import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { LogOut } from "lucide-react";
import { useState } from "react";
import { useRefreshViewer } from "../../hooks/use-session-user";
import { errorMessage } from "../../lib/errors";
import { type Organization, useTRPC } from "../../lib/trpc";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";

export function LeaveButton({ organization }: { organization: Organization }) {
  const trpc = useTRPC();
  const navigate = useNavigate();
  const refreshViewer = useRefreshViewer();
  const [asking, setAsking] = useState(false);
  const leave = useMutation(
    trpc.organization.leave.mutationOptions({
      onSuccess: async () => {
        await refreshViewer();
        await navigate({ to: "/" });
      },
    }),
  );
  return (
    <>
      <Button variant="outline" onClick={() => setAsking(true)}>
        <LogOut /> Leave organization
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Leave ${organization.name}?`}
        description="You lose access at once. Only an owner or an admin can invite you again."
        action="Leave organization"
        pending={leave.isPending}
        error={leave.error && errorMessage(leave.error)}
        onConfirm={() => leave.mutate({ organizationSlug: organization.slug })}
      />
    </>
  );
}
