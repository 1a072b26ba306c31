import { z } from "zod";

/**
 * What a round trip to a provider remembers on the server's side between its start and its callback.
 * The browser carries a random key to it and nothing else.
 */
const roundTrip = z.object({
  /** The path of this site on which it ends, well or badly. */
  callbackURL: z.string(),
  /** The session that started it, and so one browser and one person. */
  sessionId: z.string(),
});

export type RoundTrip = z.infer<typeof roundTrip>;

/** The purpose is part of the key, so that a state of one kind is unknown to every other. */
export interface OAuthStateKind<T extends RoundTrip> {
  purpose: string;
  schema: z.ZodType<T>;
}

export const linkGoogleState = {
  purpose: "link-google",
  schema: roundTrip.extend({ codeVerifier: z.string() }),
};

export const linkSlackBotState = {
  purpose: "link-slack-bot",
  schema: roundTrip.extend({ organizationSlug: z.string(), instanceSlug: z.string() }),
};
