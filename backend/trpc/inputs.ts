import { z } from "zod";
import { MACHINE_TYPES } from "../db/schema.ts";

// The schemas that a form in the browser shares with its procedure.

const INVISIBLE = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/** What a person calls something: stored as typed, without the spaces around it. */
const name = z
  .string()
  .trim()
  .min(1, "Please enter a name.")
  .max(100, "Please use at most 100 characters.")
  .refine((text) => !INVISIBLE.test(text), "Please leave out line breaks and control characters.");

export const organizationNameInput = z.object({ name });
export const instanceNameInput = z.object({ name });
export const machineNameInput = z.object({ name });
export const newMachineInput = z.object({ name, type: z.enum(MACHINE_TYPES) });
