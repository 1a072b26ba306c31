import { type ReactNode, useState } from "react";
import { Field } from "../../ui/field";
import { Textarea } from "../../ui/textarea";

interface JsonFieldProps {
  label: string;
  description?: ReactNode;
  error?: ReactNode;
  value: unknown;
  /** Not called with what is no JSON: the last value that was stays. */
  onChange: (value: unknown) => void;
  onValid?: (valid: boolean) => void;
}

/** A value as JSON by hand. */
export function JsonField({ value, onChange, onValid, error, ...props }: JsonFieldProps) {
  const [text, setText] = useState(value === undefined ? "" : JSON.stringify(value, null, 2));
  const [problem, setProblem] = useState<string>();
  const type = (typed: string) => {
    setText(typed);
    try {
      onChange(typed.trim() ? JSON.parse(typed) : undefined);
      setProblem(undefined);
      onValid?.(true);
    } catch (failure) {
      setProblem(`This is no JSON yet: ${failure instanceof Error ? failure.message : "?"}`);
      onValid?.(false);
    }
  };
  return (
    <Field {...props} error={problem ?? error}>
      <Textarea
        name={props.label}
        rows={6}
        className="font-mono"
        autoCapitalize="off"
        spellCheck={false}
        value={text}
        onChange={({ target }) => type(target.value)}
      />
    </Field>
  );
}
