import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { type ReactNode, useEffect } from "react";
import { useForm } from "react-hook-form";
import type { organizationNameInput } from "../../backend/trpc/inputs";
import { showServerError } from "../lib/form-errors";
import { Button } from "./ui/button";
import { Field, FieldError } from "./ui/field";
import { Input } from "./ui/input";
import { UnsavedWarning } from "./unsaved-warning";

interface NameFormProps {
  /** The schema that the procedure checks again. */
  schema: typeof organizationNameInput;
  label: string;
  placeholder?: string;
  defaultName?: string;
  submitLabel: string;
  /** The field's autocomplete value. */
  autoComplete?: "name" | "organization";
  autoFocus?: boolean;
  /** Why the person may not change the name; then it is only shown. */
  readOnly?: string | undefined;
  /** Rejects with what the server says; that is shown at the field. */
  onSubmit: (values: { name: string }) => Promise<unknown>;
  /** A second button beside the first. */
  cancel?: ReactNode;
}

/** The form for everything that is made, or renamed, by giving it a name. */
export function NameForm({ defaultName = "", autoFocus = true, ...props }: NameFormProps) {
  const form = useForm({
    resolver: standardSchemaResolver(props.schema),
    defaultValues: { name: defaultName },
  });
  const { reset } = form;
  const { errors, isSubmitting, isDirty, defaultValues } = form.formState;
  // What another person saves meanwhile replaces what has not been touched here, and is told where it has.
  const isOvertaken = defaultValues?.name !== defaultName;
  useEffect(() => {
    if (isOvertaken && !isDirty) reset({ name: defaultName });
  }, [isOvertaken, isDirty, reset, defaultName]);

  const submit = form.handleSubmit(async (values) => {
    try {
      await props.onSubmit(values);
      form.reset(values);
    } catch (error) {
      showServerError(form, error, "name");
    }
  });

  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="grid gap-4">
      <Field
        label={props.label}
        error={errors.name?.message}
        description={
          isOvertaken && isDirty && !isSubmitting
            ? `Somebody has changed this to “${defaultName}” meanwhile. Saving replaces it.`
            : props.readOnly
        }
      >
        <Input
          {...form.register("name")}
          // In the first byte of the page too.
          defaultValue={defaultName}
          placeholder={props.placeholder}
          autoComplete={props.autoComplete ?? "off"}
          autoFocus={autoFocus}
          readOnly={props.readOnly !== undefined}
        />
      </Field>
      {errors.root && <FieldError role="alert">{errors.root.message}</FieldError>}
      {props.readOnly === undefined && (
        <div className="flex justify-end gap-2">
          {props.cancel}
          <Button type="submit" pending={isSubmitting}>
            {props.submitLabel}
          </Button>
        </div>
      )}
      <UnsavedWarning dirty={isDirty && !isSubmitting} />
    </form>
  );
}
