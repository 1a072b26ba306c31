import type { JsonSchema } from "../../../../backend/trpc/routers/admin/tools";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";
import { NativeSelect, NativeSelectOption } from "../../ui/native-select";
import { JsonField } from "./json-field";
import type { Control } from "./schema-value";

interface ValueFieldProps {
  control: Exclude<Control, { kind: "object" | "array" }>;
  schema: JsonSchema;
  label: string;
  error: string | undefined;
  value: unknown;
  onChange: (value: unknown) => void;
}

/** A control for a value that is typed in as one. */
export function ValueField({ control, schema, value, onChange, ...props }: ValueFieldProps) {
  const field = { ...props, description: describe(schema) };
  switch (control.kind) {
    case "choice":
      return (
        <Field {...field}>
          <ChoiceSelect
            name={props.label}
            options={control.options}
            value={value}
            onChange={onChange}
          />
        </Field>
      );
    case "number":
      return (
        <Field {...field}>
          <Input
            type="number"
            name={props.label}
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
            name={props.label}
            value={typeof value === "string" ? value : ""}
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

interface ChoiceSelectProps {
  name: string;
  options: unknown[];
  value: unknown;
  onChange: (value: unknown) => void;
}

/** A select knows texts alone: the options go by their places. */
function ChoiceSelect({ options, value, onChange, ...props }: ChoiceSelectProps) {
  const at = options.indexOf(value);
  return (
    <NativeSelect
      className="w-full"
      value={at < 0 ? "" : String(at)}
      onChange={({ target }) =>
        onChange(target.value === "" ? undefined : options[Number(target.value)])
      }
      {...props}
    >
      <NativeSelectOption value="">Not set</NativeSelectOption>
      {options.map((option, place) => (
        <NativeSelectOption key={place} value={place}>
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
