import { z } from "zod";
import { MACHINE_TYPES, ROLES } from "../db/values.ts";
import { isReservedSlug, SLUG_MAX_LENGTH, SLUG_PATTERN } from "../utils/slug.ts";

// zod would compile schemas with `eval`, which the content security policy forbids. Before any schema is made.
z.config({ jitless: true });

// The schemas that a form in the browser shares with its procedure.

/** Control characters, line and paragraph separators, and halves of surrogate pairs. */
const INVISIBLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u;

/** What a person calls something: stored as typed, without the spaces around it. */
const name = z
  .string()
  .trim()
  .min(1, "Please enter a name.")
  .max(100, "Please use at most 100 characters.")
  .refine((text) => !INVISIBLE.test(text), "Please leave out line breaks and control characters.");

export const personNameInput = z.object({ name });
export const reasonInput = z.object({
  reason: z
    .string()
    .trim()
    .min(1, "Please give a reason.")
    .max(500, "Please use at most 500 characters."),
});
/** Why somebody is kept out, and until when; nothing for good. */
export const banInput = reasonInput.extend({
  until: z.iso
    .datetime()
    .refine((until) => Date.parse(until) > Date.now(), "Please choose a time in the future.")
    .optional(),
});
export const organizationNameInput = z.object({ name });
export const instanceNameInput = z.object({ name });
export const machineNameInput = z.object({ name });
export const newMachineInput = z.object({ name, type: z.enum(MACHINE_TYPES) });

/** A slug that a person picks. */
export const organizationSlugInput = z.object({
  slug: z
    .string()
    .trim()
    .toLowerCase()
    .min(2, "Please use at least 2 characters.")
    .max(SLUG_MAX_LENGTH, `Please use at most ${SLUG_MAX_LENGTH} characters.`)
    .regex(
      SLUG_PATTERN,
      "Please use only the letters a to z, digits, and single dashes between them.",
    )
    .refine((slug) => !isReservedSlug(slug), "OS2 uses this address itself. Please pick another."),
});

/** What has to be typed before something with all that is in it goes. */
export const confirmNameInput = z.object({ confirmName: z.string().trim().max(100) });

export const invitationInput = z.object({
  // Lower case, as sign-in stores it.
  email: z
    .string()
    .trim()
    .toLowerCase()
    .max(254, "Please use at most 254 characters.")
    .pipe(z.email("Please enter an email address.")),
  role: z.enum(ROLES),
});
