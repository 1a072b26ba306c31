import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useSessionUser } from "../../hooks/use-session-user";
import { dialogError } from "../../lib/errors";
import { toast } from "../../lib/toast";
import { type AdminUser, useTRPC } from "../../lib/trpc";
import type { MenuProps } from "../on-demand";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { BanDialog, ImpersonateDialog, MoveGoogleDialog, UserActionsMenu } from "./dialogs";

export type UserAction =
  | "impersonate"
  | "setRole"
  | "moveGoogle"
  | "ban"
  | "unban"
  | "revokeSessions";

/** What a platform admin may do to somebody: the menu, and the dialog of what was chosen. */
export function UserActions({ user, trigger }: MenuProps & { user: AdminUser }) {
  const viewer = useSessionUser();
  const [asking, setAsking] = useState<UserAction>();
  const close = () => setAsking(undefined);
  return (
    <>
      <UserActionsMenu
        user={user}
        isSelf={user.id === viewer.user.id}
        onAction={setAsking}
        trigger={trigger}
      />
      <ImpersonateDialog user={user} open={asking === "impersonate"} onOpenChange={close} />
      <BanDialog user={user} open={asking === "ban"} onOpenChange={close} />
      <MoveGoogleDialog user={user} open={asking === "moveGoogle"} onOpenChange={close} />
      {(asking === "setRole" || asking === "unban" || asking === "revokeSessions") && (
        <ConfirmAction user={user} action={asking} onClose={close} />
      )}
    </>
  );
}

interface ConfirmActionProps {
  user: AdminUser;
  action: "setRole" | "unban" | "revokeSessions";
  onClose: () => void;
}

function ConfirmAction({ user, action, onClose }: ConfirmActionProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const onSuccess = async () => {
    await queryClient.invalidateQueries(trpc.admin.users.pathFilter());
    toast.success("Done.");
    onClose();
  };
  const setRole = useMutation(trpc.admin.setRole.mutationOptions({ onSuccess }));
  const unban = useMutation(trpc.admin.unban.mutationOptions({ onSuccess }));
  const revoke = useMutation(trpc.admin.revokeSessions.mutationOptions({ onSuccess }));
  const isAdmin = user.role === "admin";
  const userId = user.id;
  const dialogs = {
    setRole: {
      title: isAdmin
        ? `Take the admin area from ${user.name}?`
        : `Make ${user.name} a platform admin?`,
      description: isAdmin
        ? `${user.email} loses the admin area at once, and acts as nobody any more.`
        : `${user.email} will see all users and organizations, and can act as anybody else.`,
      action: isAdmin ? "Remove platform admin" : "Make platform admin",
      variant: isAdmin ? "destructive" : "default",
      mutation: setRole,
      run: () => setRole.mutate({ userId, role: isAdmin ? "user" : "admin" }),
    },
    unban: {
      title: `Unban ${user.name}?`,
      description: `${user.email} can sign in again. The reason was: ${user.banReason ?? "none given"}.`,
      action: "Unban",
      variant: "default",
      mutation: unban,
      run: () => unban.mutate({ userId }),
    },
    revokeSessions: {
      title: `Sign ${user.name} out everywhere?`,
      description: `${user.email} has to sign in again in every browser.`,
      action: "Sign out everywhere",
      variant: "destructive",
      mutation: revoke,
      run: () => revoke.mutate({ userId }),
    },
  } as const;
  const { mutation, run, ...dialog } = dialogs[action];
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      pending={mutation.isPending}
      error={dialogError(mutation.error)}
      onConfirm={run}
      {...dialog}
    />
  );
}
