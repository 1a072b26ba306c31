import { dialogOnDemand, menuOnDemand } from "../on-demand";

export const ImpersonateDialog = dialogOnDemand(
  async () => (await import("./impersonate-dialog")).ImpersonateDialog,
);
export const BanDialog = dialogOnDemand(async () => (await import("./ban-dialog")).BanDialog);
export const MoveGoogleDialog = dialogOnDemand(
  async () => (await import("./move-google-dialog")).MoveGoogleDialog,
);
export const UserActionsMenu = menuOnDemand(
  async () => (await import("./user-actions-menu")).UserActionsMenu,
);
