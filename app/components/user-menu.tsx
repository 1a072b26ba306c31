import { menuOnDemand } from "./on-demand";

/** Everything about oneself, behind the button that shows who one is. */
export const UserMenu = menuOnDemand(async () => (await import("./user-menu-items")).UserMenuItems);
