const HOUR_S = 60 * 60;

/** A session that is used lasts on: it is given these seven days again once a day. */
export const SESSION_S = 7 * 24 * HOUR_S;
export const RENEW_AFTER_S = 24 * HOUR_S;

/** Sessions that end when they were meant to, however much they are used. */
export const IMPERSONATION_S = HOUR_S / 2;
export const SERVICE_SESSION_S = HOUR_S;

/** The time after a sign-in in which changes that are hard to undo need no other one. */
const RECENT_S = HOUR_S / 4;

interface Lifetime {
  impersonatedBy?: string | null | undefined;
  createdAt: Date;
  expiresAt: Date;
}

/** Whether a session's end may not be moved: an impersonation, or one that was made for less than a day. */
export const isFixed = ({ impersonatedBy, createdAt, expiresAt }: Lifetime) =>
  Boolean(impersonatedBy) || expiresAt.getTime() - createdAt.getTime() < RENEW_AFTER_S * 1000;

/** Whether a session has been used for a day since its end was last moved. */
export const isDueForRenewal = (session: Lifetime) =>
  !isFixed(session) &&
  session.expiresAt.getTime() - Date.now() < (SESSION_S - RENEW_AFTER_S) * 1000;

/** True while the person at the browser is taken for the one who signed in. A service is no person. */
export const isRecent = ({
  createdAt,
  service,
}: Pick<Lifetime, "createdAt"> & { service: boolean }) =>
  !service && Date.now() - createdAt.getTime() < RECENT_S * 1000;

/** The code of a refusal for want of a recent sign-in. The page then offers one. */
export const SIGN_IN_AGAIN = "SIGN_IN_AGAIN";
