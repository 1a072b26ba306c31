import { z } from "zod";
import { MACHINE_TYPES, ROLES } from "../db/values.ts";
import {
  hasBidiOverride,
  hasControl,
  isVisible,
  NAME_MAX_LENGTH,
  normalizeName,
} from "../utils/names.ts";
import { isReservedSlug, SLUG_MAX_LENGTH, SLUG_PATTERN } from "../utils/slug.ts";

// zod would compile schemas with `eval`, which the content security policy forbids. Before any schema is made.
z.config({ jitless: true });

// The schemas that a form in the browser shares with its procedure.

/**
 * Text that a person types and other people see: it shows something, and spoils nothing around it.
 * @param empty what to say when it shows nothing.
 */
const visibleText = (empty: string, max: number) =>
  z
    .string()
    .overwrite(normalizeName)
    .max(max, `Please use at most ${max} characters.`)
    .refine(isVisible, empty)
    .refine(
      (text) => !hasBidiOverride(text),
      "Please leave out characters that turn the direction of text.",
    );

/** A name that a person gives. */
const name = visibleText("Please enter a name.", NAME_MAX_LENGTH).refine(
  (text) => !hasControl(text),
  "Please leave out line breaks and control characters.",
);

export const personNameInput = z.object({ name });
export const reasonInput = z.object({
  reason: visibleText("Please give a reason.", 500)
    .overwrite((text) => text.replaceAll("\r\n", "\n"))
    .refine(
      (text) => !hasControl(text.replaceAll("\n", "")),
      "Please leave out control characters.",
    ),
});
/** The `sub` of the Google account that signs in as the user; without it, the next verified account with their address is linked. */
export const moveGoogleInput = reasonInput.extend({
  subject: z
    .string()
    .trim()
    .regex(/^[\x21-\x7e]{1,255}$/, "Please paste the ID from the audit log, without spaces.")
    .optional(),
});
/** The reason of a ban and its end; a ban without one is permanent. Only the server knows which times have passed. */
export const banInput = reasonInput.extend({ until: z.iso.datetime().optional() });
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
export const confirmNameInput = z.object({ confirmName: z.string().max(1000) });

/** zod's own pattern, with top-level domains in Punycode (`xn--…`) besides those of letters alone. */
const EMAIL =
  /^(?:[a-z0-9_'+-]+\.)*[a-z0-9_'+-]*[a-z0-9_+-]@(?:[a-z0-9][a-z0-9-]*\.)+(?:[a-z]{2,}|xn--[a-z0-9-]*[a-z0-9])$/;

/** Lower case, as sign-in stores it. */
export const emailInput = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, "Please use at most 254 characters.")
  .pipe(z.email({ pattern: EMAIL, error: "Please enter an email address." }));

export const invitationInput = z.object({ email: emailInput, role: z.enum(ROLES) });
