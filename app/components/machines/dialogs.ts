import { dialogOnDemand, menuOnDemand } from "../on-demand";

export const NewMachineDialog = dialogOnDemand(
  async () => (await import("./new-machine-dialog")).NewMachineDialog,
);
export const RenameMachineDialog = dialogOnDemand(
  async () => (await import("./rename-machine-dialog")).RenameMachineDialog,
);
export const DeleteMachinesDialog = dialogOnDemand(
  async () => (await import("./delete-machines-dialog")).DeleteMachinesDialog,
);
export const MachineMenu = menuOnDemand(async () => (await import("./machine-menu")).MachineMenu);
