import type { FieldValues, Path, UseFormReturn } from "react-hook-form";
import { errorData, errorMessage } from "./errors";

/**
 * Shows at the fields of a form what the server says of them, and the rest below them.
 * @param unique the field that a CONFLICT is about: the one whose value is taken.
 */
export function showServerError<T extends FieldValues>(
  form: UseFormReturn<T>,
  error: unknown,
  unique: Path<T>,
) {
  const data = errorData(error);
  if (data?.code === "CONFLICT" && !data.reason)
    return form.setError(unique, { message: errorMessage(error) }, { shouldFocus: true });
  const atField = data?.fieldErrors?.[unique];
  if (atField) return form.setError(unique, { message: atField }, { shouldFocus: true });
  form.setError("root", { message: errorMessage(error) });
}
