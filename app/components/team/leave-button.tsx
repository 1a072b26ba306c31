import { useMutation } from "@tanstack/react-query";
import { LogOut } from "lucide-react";
import { useState } from "react";
import { dialogError } from "../../lib/errors";
import { leaveTo } from "../../lib/leave-to";
import { type Organization, useTRPC } from "../../lib/trpc";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";

export function LeaveButton({ organization }: { organization: Organization }) {
  const trpc = useTRPC();
  const [asking, setAsking] = useState(false);
  const leave = useMutation(
    trpc.organization.leave.mutationOptions({
      onSuccess: () => leaveTo("/"),
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
        pending={leave.isPending || leave.isSuccess}
        error={dialogError(leave.error)}
        onConfirm={() => leave.mutate({ organizationSlug: organization.slug })}
      />
    </>
  );
}
