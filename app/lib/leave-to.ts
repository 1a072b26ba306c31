/**
 * Goes on in a new document: nothing of what is gone (an organization, an instance, an account) may be left in this one.
 * Until that is there, the page stays as it is.
 */
export const leaveTo = (path: string) => window.location.assign(path);
