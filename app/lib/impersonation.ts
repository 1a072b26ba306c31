import { leaveTo } from "./leave-to";
import { isSitePath } from "./site-path";

// Acting as somebody else begins and ends with a new document: nothing of the one person may be left
// in it for the other.

/** In this tab, where the admin was when they began to act as somebody else. */
const CAME_FROM = "os2-impersonation-came-from";

/** Call it once the browser's session is the other person's. */
export function enterAsOther() {
  const { pathname, search } = window.location;
  sessionStorage.setItem(CAME_FROM, pathname + search);
  leaveTo("/");
}

/** Call it once the browser's session is one's own again, or over: then the page there asks to sign in. */
export function returnToOneself() {
  const cameFrom = sessionStorage.getItem(CAME_FROM);
  sessionStorage.removeItem(CAME_FROM);
  leaveTo(cameFrom && isSitePath(cameFrom) ? cameFrom : "/admin");
}
