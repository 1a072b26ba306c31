import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import type { ReactNode } from "react";
import { useForm } from "react-hook-form";
import type { organizationNameInput } from "../../backend/trpc/inputs";
import { errorData, errorMessage } from "../lib/errors";
import { Button } from "./ui/button";
import { Field, FieldError } from "./ui/field";
import { Input } from "./ui/input";

interface NameFormProps {
  /** The schema that the procedure checks again. */
  schema: typeof organizationNameInput;
  label: string;
  placeholder?: string;
  defaultName?: string;
  submitLabel: string;
  /** Rejects with what the server says; that is shown at the field. */
  onSubmit: (values: { name: string }) => Promise<unknown>;
  /** A second button beside the first. */
  cancel?: ReactNode;
}

/** The form for everything that is made, or renamed, by giving it a name. */
export function NameForm(props: NameFormProps) {
  const form = useForm({
    resolver: standardSchemaResolver(props.schema),
    defaultValues: { name: props.defaultName ?? "" },
  });
  const { errors, isSubmitting } = form.formState;

  const submit = form.handleSubmit(async (values) => {
    try {
      await props.onSubmit(values);
    } catch (error) {
      const data = errorData(error);
      const atField = data?.fieldErrors?.name ?? (data?.code === "CONFLICT" && errorMessage(error));
      form.setError(atField ? "name" : "root", { message: atField || errorMessage(error) });
    }
  });

  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="grid gap-4">
      <Field label={props.label} error={errors.name?.message}>
        <Input
          {...form.register("name")}
          placeholder={props.placeholder}
          autoComplete="off"
          autoFocus
        />
      </Field>
      {errors.root && <FieldError role="alert">{errors.root.message}</FieldError>}
      <div className="flex justify-end gap-2">
        {props.cancel}
        <Button type="submit" pending={isSubmitting}>
          {props.submitLabel}
        </Button>
      </div>
    </form>
  );
}
