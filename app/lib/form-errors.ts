import type { FieldValues, Path, UseFormReturn } from "react-hook-form";
import { errorData, errorMessage, wantsSignInAgain } from "./errors";

/**
 * Shows at the fields of a form what the server says of them, and the rest below them. A call that wants a recent
 * sign-in opens a dialog that says so, and is not an error of the form.
 * @param unique the field that a CONFLICT is about: the one whose value is taken.
 * @param others the fields of which the server alone can tell whether they are right.
 */
export function showServerError<T extends FieldValues>(
  form: UseFormReturn<T>,
  error: unknown,
  unique: Path<T>,
  ...others: Path<T>[]
) {
  if (wantsSignInAgain(error)) return;
  const data = errorData(error);
  if (data?.code === "CONFLICT" && !data.reason)
    return form.setError(unique, { message: errorMessage(error) }, { shouldFocus: true });
  for (const field of [unique, ...others]) {
    const message = data?.fieldErrors?.[field];
    if (message) return form.setError(field, { message }, { shouldFocus: true });
  }
  form.setError("root", { message: errorMessage(error) });
}
