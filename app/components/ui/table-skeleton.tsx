import type { ReactNode } from "react";
import { Loading } from "./skeleton";
import { Table, TableBody, TableHeader, TableRow } from "./table";

interface TableSkeletonProps {
  /** The table's own: its row of heads. */
  head: ReactNode;
  rows?: number;
  rowClassName?: string;
  /** The cells of a row, with skeletons in them. */
  children: ReactNode;
}

/** A stacked table whose rows are on their way. */
export function TableSkeleton({ head, rows = 5, rowClassName, children }: TableSkeletonProps) {
  return (
    <Loading>
      <Table stacked>
        <TableHeader>{head}</TableHeader>
        <TableBody>
          {Array.from({ length: rows }, (_, row) => (
            <TableRow key={row} className={rowClassName}>
              {children}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Loading>
  );
}
