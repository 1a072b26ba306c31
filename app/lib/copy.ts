import { toast } from "./toast";

/** Puts text on the clipboard, and says so. */
export async function copy(text: string, what: string) {
  try {
    await navigator.clipboard.writeText(text);
    toast.success(`${what} copied.`);
  } catch {
    // Without HTTPS, or where the browser's settings forbid it.
    toast.error(`Your browser does not let pages copy. It is: ${text}`);
  }
}
