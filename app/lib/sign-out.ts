import { leaveTo } from "./leave-to";
import { announceSignOut } from "./page-user";
import { toast } from "./toast";

/** Ends the session and goes to the login page. */
export async function signOut() {
  try {
    const client = await import("./auth-client");
    await client.signOut();
  } catch (error) {
    toast.error(error);
    return;
  }
  leaveTo("/login");
  announceSignOut();
}
