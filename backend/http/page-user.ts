/** In this header a page says whose it is, by the id of its user. Programs leave it out. */
export const PAGE_USER_HEADER = "x-os2-user";

/** Why a page's call is refused: another person has signed in since, in another tab of the same browser. */
export const OTHER_USER = "OTHER_USER";

export function isPageOfOther(headers: Headers, user: { id: string }) {
  const owner = headers.get(PAGE_USER_HEADER);
  return owner !== null && owner !== user.id;
}

export const otherUserMessage = ({ email }: { email: string }) =>
  `You are signed in as ${email}, and this page belongs to another user. Reload it to continue.`;
