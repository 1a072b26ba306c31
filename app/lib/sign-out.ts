import { leaveTo } from "./leave-to";
import { loadAuthClient } from "./load-auth-client";
import { announceSignOut } from "./page-user";
import { toast } from "./toast";

/** Ends the session and goes to the login page. */
export async function signOut() {
  try {
    const client = await loadAuthClient();
    await client.signOut();
  } catch (error) {
    toast.error(error);
    return;
  }
  leaveTo("/login");
  announceSignOut();
}
