import type { FormEvent } from "react";
import { AUDIT_ACTIONS } from "../../../../backend/trpc/audit-actions";
import { Button } from "../../ui/button";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";
import { NativeSelect, NativeSelectOption } from "../../ui/native-select";
import { type AuditFilter, parseAuditFilter } from "./audit-filter";

interface AuditFilterFormProps {
  filter: AuditFilter;
  onFilter: (filter: AuditFilter) => void;
}

/** Mount it anew when the filter changes from outside. */
export function AuditFilterForm({ filter, onFilter }: AuditFilterFormProps) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const entries = [...new FormData(event.currentTarget)].filter(([, value]) => value !== "");
    onFilter(parseAuditFilter(Object.fromEntries(entries)));
  };
  return (
    <search>
      <form onSubmit={submit} className="mb-4 grid items-end gap-3 sm:grid-cols-2 lg:grid-cols-5">
        <Field label="Actor">
          <Input name="actor" placeholder="Email or ID" defaultValue={filter.actor} />
        </Field>
        <Field label="Organization">
          <Input name="organization" placeholder="Slug or ID" defaultValue={filter.organization} />
        </Field>
        <Field label="Action">
          <ActionSelect defaultValue={filter.action ?? ""} />
        </Field>
        <Field label="From (UTC)">
          <Input type="datetime-local" name="from" defaultValue={filter.from} />
        </Field>
        <Field label="Until (UTC)">
          <Input type="datetime-local" name="until" defaultValue={filter.until} />
        </Field>
        <div className="flex gap-2 sm:col-span-full">
          <Button type="submit">Filter</Button>
          <Button type="reset" variant="outline" onClick={() => onFilter({})}>
            Clear
          </Button>
        </div>
      </form>
    </search>
  );
}

function ActionSelect(props: { defaultValue: string }) {
  return (
    <NativeSelect name="action" className="w-full" {...props}>
      <NativeSelectOption value="">All actions</NativeSelectOption>
      {AUDIT_ACTIONS.map((action) => (
        <NativeSelectOption key={action} value={action}>
          {action}
        </NativeSelectOption>
      ))}
    </NativeSelect>
  );
}
