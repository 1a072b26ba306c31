import { Plus, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import type { JsonSchema } from "../../../../backend/trpc/routers/admin/tools";
import { Button } from "../../ui/button";
import { controlFor, isObject, withProperty } from "./schema-value";
import { ValueField } from "./value-field";

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
  const { schema, required, value, onChange, path, errors } = props;
  const label = required ? props.label : `${props.label} (optional)`;
  const control = controlFor(schema);
  switch (control.kind) {
    case "object":
      return (
        <Group label={label}>
          <ObjectFields {...props} properties={control.properties} />
        </Group>
      );
    case "array":
      return <ArrayField {...props} items={control.items} />;
    default:
      return (
        <ValueField
          control={control}
          schema={schema}
          label={label}
          error={errors[path]}
          value={value}
          onChange={onChange}
        />
      );
  }
}

/** The controls of a value that has parts. */
function Group({ label, children }: { label: string; children: ReactNode }) {
  return (
    <fieldset className="grid gap-3 border-l-2 pl-3">
      <legend className="mb-1.5 text-sm font-medium">{label}</legend>
      {children}
    </fieldset>
  );
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
    <Group label={label}>
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
      <Button
        type="button"
        variant="outline"
        size="sm"
        className="justify-self-start"
        onClick={() => onChange([...list, ""])}
      >
        <Plus />
        <span>{`Add to ${label}`}</span>
      </Button>
    </Group>
  );
}
