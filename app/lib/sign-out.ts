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
  // A new document: nothing of the last person may be left in this one for the next.
  window.location.assign("/login");
}
