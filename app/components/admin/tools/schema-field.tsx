import { Plus, Trash2 } from "lucide-react";
import type { JsonSchema } from "../../../../backend/trpc/routers/admin/tools";
import { Button } from "../../ui/button";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";
import { NativeSelect, NativeSelectOption } from "../../ui/native-select";
import { JsonField } from "./json-field";
import { controlFor, isObject, withProperty } from "./schema-value";

interface SchemaFieldProps {
  schema: JsonSchema;
  label: string;
  required: boolean;
  /** Undefined while nothing is typed in: then it is left out of the input. */
  value: unknown;
  onChange: (value: unknown) => void;
  /** Where it is in the input, as the server names it in its errors: "user.name". */
  path: string;
  errors: Record<string, string>;
}

/** A control for any value that a JSON schema describes. */
export function SchemaField(props: SchemaFieldProps) {
  const { schema, label, required, value, onChange, path, errors } = props;
  const control = controlFor(schema);
  const field = {
    label: required ? label : `${label} (optional)`,
    description: describe(schema),
    error: errors[path],
  };
  switch (control.kind) {
    case "object":
      return (
        <fieldset className="grid gap-3 border-l-2 pl-3">
          <legend className="mb-1.5 text-sm font-medium">{field.label}</legend>
          <ObjectFields {...props} properties={control.properties} />
        </fieldset>
      );
    case "array":
      return <ArrayField {...props} items={control.items} />;
    case "choice": {
      const at = control.options.indexOf(value);
      return (
        <Field {...field}>
          <ChoiceSelect
            options={control.options}
            value={at < 0 ? "" : String(at)}
            onChange={(chosen) =>
              onChange(chosen === "" ? undefined : control.options[Number(chosen)])
            }
          />
        </Field>
      );
    }
    case "number":
      return (
        <Field {...field}>
          <Input
            type="number"
            step={schema.type === "integer" ? 1 : "any"}
            value={typeof value === "number" ? value : ""}
            onChange={({ target }) =>
              onChange(target.value === "" ? undefined : target.valueAsNumber)
            }
          />
        </Field>
      );
    case "text":
      return (
        <Field {...field}>
          <Input
            value={typeof value === "string" ? value : ""}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            onChange={({ target }) => onChange(target.value || undefined)}
          />
        </Field>
      );
    case "json":
      return <JsonField {...field} value={value} onChange={onChange} />;
  }
}

interface ObjectFieldsProps extends Pick<
  SchemaFieldProps,
  "value" | "onChange" | "path" | "errors"
> {
  properties: [name: string, schema: JsonSchema, required: boolean][];
}

/** A control for each property. */
export function ObjectFields({ properties, value, onChange, path, errors }: ObjectFieldsProps) {
  return properties.map(([name, schema, required]) => (
    <SchemaField
      key={name}
      schema={schema}
      label={name}
      required={required}
      value={isObject(value) ? value[name] : undefined}
      onChange={(changed) => onChange(withProperty(value, name, changed))}
      path={path ? `${path}.${name}` : name}
      errors={errors}
    />
  ));
}

function ArrayField({ items, ...props }: SchemaFieldProps & { items: JsonSchema }) {
  const { label, value, onChange, path, errors } = props;
  const list: unknown[] = Array.isArray(value) ? value : [];
  return (
    <fieldset className="grid justify-items-start gap-3 border-l-2 pl-3">
      <legend className="mb-1.5 text-sm font-medium">{label}</legend>
      {list.map((item, at) => (
        <div key={at} className="flex w-full items-end gap-2 *:first:flex-1">
          <SchemaField
            schema={items}
            label={`${label} ${at + 1}`}
            required
            value={item}
            onChange={(changed) => onChange(list.with(at, changed ?? null))}
            path={`${path}.${at}`}
            errors={errors}
          />
          <Button
            type="button"
            variant="ghost"
            size="icon"
            aria-label={`Remove ${label} ${at + 1}`}
            onClick={() => onChange(list.length > 1 ? list.toSpliced(at, 1) : undefined)}
          >
            <Trash2 />
          </Button>
        </div>
      ))}
      <Button type="button" variant="outline" size="sm" onClick={() => onChange([...list, ""])}>
        <Plus /> Add to {label}
      </Button>
    </fieldset>
  );
}

interface ChoiceSelectProps {
  options: unknown[];
  value: string;
  onChange: (value: string) => void;
}

function ChoiceSelect({ options, onChange, ...props }: ChoiceSelectProps) {
  return (
    <NativeSelect className="w-full" onChange={({ target }) => onChange(target.value)} {...props}>
      <NativeSelectOption value="">Not set</NativeSelectOption>
      {options.map((option, at) => (
        <NativeSelectOption key={at} value={at}>
          {String(option)}
        </NativeSelectOption>
      ))}
    </NativeSelect>
  );
}

/** What the schema says besides the type. */
function describe({ description, default: otherwise, minimum, maximum }: JsonSchema) {
  return [
    description,
    otherwise !== undefined && `${JSON.stringify(otherwise)} unless set.`,
    // Zod gives every integer the bounds of what a number can hold.
    minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER && `At least ${minimum}.`,
    maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER && `At most ${maximum}.`,
  ]
    .filter(Boolean)
    .join(" ");
}
