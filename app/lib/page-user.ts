import { PAGE_USER_HEADER } from "../../backend/http/page-user";

// A page is its person's until there is a new document, whoever signs in meanwhile in another tab.

let readId: () => string | undefined = () => undefined;

/** In the browser. @param read gives the id of the page's user, once it is known. */
export const knowPageUser = (read: () => string | undefined) => {
  readId = read;
};

/** The headers by which a call says whose page it is from. */
export function pageUserHeaders(): Record<string, string> {
  const id = readId();
  return id ? { [PAGE_USER_HEADER]: id } : {};
}

/** Between the tabs of a browser. */
const openChannel = () => new BroadcastChannel("os2-user");

/**
 * Tells the other tabs which user is signed in, and listens for another user or a sign-out.
 * @param isSignedIn is called then. When this page's user is still signed in, the other tab is stale and is told again.
 * @returns a function that stops listening.
 */
export function meetOtherTabs(id: string, isSignedIn: () => Promise<boolean>): () => void {
  const channel = openChannel();
  let ended = false;
  const onOther = async () => {
    if ((await isSignedIn()) && !ended) channel.postMessage(id);
  };
  channel.postMessage(id);
  channel.onmessage = ({ data }) => {
    if (data !== id) void onOther();
  };
  return () => {
    ended = true;
    channel.close();
  };
}

export function announceSignOut() {
  const channel = openChannel();
  channel.postMessage(undefined);
  channel.close();
}
