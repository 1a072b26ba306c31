// Goes on in a new document: nothing of what is gone (a person, an organization, an instance) may be left in this one.
// Until that is there, the page stays as it is.

let leaving = false;

export function leaveTo(path: string) {
  leaving = true;
  window.location.assign(path);
}

/** For a page that finds its session over. Where it is on its way already, that was its own doing. */
export function leaveToLogin() {
  if (leaving) return;
  const { pathname, search, hash } = window.location;
  const redirectTo = pathname + search + hash;
  leaveTo(`/login?${new URLSearchParams({ redirectTo, error: "session_ended" })}`);
}

/** In this tab, while the new document is on its way. */
const STARTED_ANEW = "os2-started-anew";

/** Reloads a page that finds another user signed in, so that it is rendered for that user. */
export function startAnew() {
  if (leaving) return;
  leaving = true;
  sessionStorage.setItem(STARTED_ANEW, "");
  window.location.reload();
}

/** Returns true once in a document that startAnew has made, which then explains why the former page is gone. */
export function takeStartedAnew() {
  const isAnew = sessionStorage.getItem(STARTED_ANEW) !== null;
  sessionStorage.removeItem(STARTED_ANEW);
  return isAnew;
}
