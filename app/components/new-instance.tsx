import { dialogOnDemand } from "./on-demand";

export const NewInstanceDialog = dialogOnDemand(
  async () => (await import("./new-instance-dialog")).NewInstanceDialog,
);
