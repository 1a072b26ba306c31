/**
 * How often what may happen within a period (Cloudflare has 10 and 60 seconds), for each key. alchemy.run.ts
 * binds them to the app worker. Cloudflare counts without a database, in each of its locations for itself.
 * `number` tells a stage's counters apart, so it must not be used for another limit.
 */
export const RATE_LIMITS = {
  /** An address. A whole office signs in from one. */
  SIGN_IN_LIMIT: { number: 1, limit: 60, periodS: 60 },
  /** A service's address. */
  SERVICE_AUTH_LIMIT: { number: 2, limit: 30, periodS: 10 },
  /** An address. What is signed correctly is never counted, so Slack itself is not kept out by anybody. */
  BAD_SIGNATURE_LIMIT: { number: 3, limit: 30, periodS: 60 },
  /** An organization. */
  INVITATION_LIMIT: { number: 4, limit: 30, periodS: 60 },
  /** A user. Whoever archives a hundred selected machines makes a hundred calls. */
  MUTATION_LIMIT: { number: 5, limit: 600, periodS: 60 },
  /** An address. */
  REPORT_LIMIT: { number: 6, limit: 30, periodS: 60 },
} as const;

export type RateLimitName = keyof typeof RATE_LIMITS;
