/*
 * The roles repeat what the elements mean, because browsers drop the meaning when a stacked table's parts are displayed
 * as blocks: https://adrianroselli.com/2018/02/tables-css-display-properties-and-aria.html
 */
/* oxlint-disable jsx-a11y/no-redundant-roles, jsx-a11y/no-interactive-element-to-noninteractive-role */

import type { ComponentProps } from "react";

import { cn } from "../../lib/cn";

type TableProps = ComponentProps<"table"> & {
  /**
   * Below 640 px each row becomes a block: a line for each cell, with the cell's `label` before it. Without it a wide
   * table scrolls sideways within its own box.
   */
  stacked?: boolean | undefined;
};

export function Table({ className, stacked = false, ...props }: TableProps) {
  return (
    <div data-slot="table-container" className="relative w-full overflow-x-auto">
      <table
        role="table"
        data-slot="table"
        data-stacked={stacked || undefined}
        className={cn("w-full text-sm data-stacked:max-sm:block", className)}
        {...props}
      />
    </div>
  );
}

export function TableHeader({ className, ...props }: ComponentProps<"thead">) {
  return (
    <thead
      role="rowgroup"
      data-slot="table-header"
      className={cn("border-b in-data-stacked:max-sm:sr-only", className)}
      {...props}
    />
  );
}

export function TableBody({ className, ...props }: ComponentProps<"tbody">) {
  return (
    <tbody
      role="rowgroup"
      data-slot="table-body"
      className={cn("divide-y in-data-stacked:max-sm:block", className)}
      {...props}
    />
  );
}

/** `data-state="selected"` tints the row. */
export function TableRow(props: ComponentProps<"tr">) {
  return <tr role="row" {...props} />;
}

export function TableHead({ className, ...props }: ComponentProps<"th">) {
  return (
    <th
      role="columnheader"
      scope="col"
      data-slot="table-head"
      className={cn(
        "h-8 px-3 text-left text-xs font-medium whitespace-nowrap text-muted-foreground",
        className,
      )}
      {...props}
    />
  );
}

type TableCellProps = ComponentProps<"td"> & {
  /** The column's name, shown before the cell in a stacked table. */
  label?: string | undefined;
};

export function TableCell({ label, ...props }: TableCellProps) {
  return <td role="cell" data-label={label} {...props} />;
}
