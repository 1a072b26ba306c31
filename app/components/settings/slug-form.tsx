import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { Copy } from "lucide-react";
import { useEffect } from "react";
import { useForm } from "react-hook-form";
import { organizationSlugInput } from "../../../backend/trpc/inputs";
import { copy } from "../../lib/copy";
import { showServerError } from "../../lib/form-errors";
import { Button } from "../ui/button";
import { Field, FieldError } from "../ui/field";
import { Input } from "../ui/input";
import { UnsavedWarning } from "../unsaved-warning";

interface SlugFormProps {
  slug: string;
  /** Why the person may not change it. */
  readOnly: string | undefined;
  onSubmit: (values: { slug: string }) => Promise<unknown>;
}

export function SlugForm({ slug, readOnly, onSubmit }: SlugFormProps) {
  const form = useForm({
    resolver: standardSchemaResolver(organizationSlugInput),
    defaultValues: { slug },
  });
  const { reset } = form;
  const { errors, isSubmitting, isDirty, defaultValues } = form.formState;
  const isOvertaken = defaultValues?.slug !== slug;
  useEffect(() => {
    if (isOvertaken && !isDirty) reset({ slug });
  }, [isOvertaken, isDirty, reset, slug]);
  const submit = form.handleSubmit(async (values) => {
    try {
      await onSubmit(values);
      form.reset(values);
    } catch (error) {
      showServerError(form, error, "slug");
    }
  });
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="grid gap-4">
      <Field
        label="URL slug"
        description={readOnly ?? "Letters a to z, digits and dashes. Old links keep working."}
        error={errors.slug?.message}
      >
        <Input
          {...form.register("slug")}
          defaultValue={slug}
          className="font-mono"
          autoCapitalize="off"
          spellCheck={false}
          readOnly={readOnly !== undefined}
        />
      </Field>
      {errors.root && <FieldError role="alert">{errors.root.message}</FieldError>}
      <div className="flex justify-end gap-2">
        <Button type="button" variant="ghost" onClick={() => void copy(slug, "Slug")}>
          <Copy /> Copy slug
        </Button>
        {readOnly === undefined && (
          <Button type="submit" pending={isSubmitting}>
            Change slug
          </Button>
        )}
      </div>
      <UnsavedWarning dirty={isDirty && !isSubmitting} />
    </form>
  );
}
