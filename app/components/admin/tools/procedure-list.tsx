import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { cn } from "../../../lib/cn";
import type { ProcedureInfo } from "../../../lib/trpc";
import { Loading, Skeleton, SkeletonRows } from "../../ui/skeleton";
import { SearchField } from "../search-field";

interface ProcedureListProps {
  procedures: ProcedureInfo[];
  current: string | undefined;
}

export function ProcedureList({ procedures, current }: ProcedureListProps) {
  const [typed, setTyped] = useState("");
  const sought = typed.trim().toLowerCase();
  const shown = procedures.filter(({ path }) => path.toLowerCase().includes(sought));
  return (
    // On a phone the list makes room for the call.
    <nav aria-label="Procedures" className={cn(current && "max-md:hidden")}>
      <SearchField label="Search procedures" value={typed} onChange={setTyped} />
      <ul className="mt-2 grid gap-0.5 md:max-h-[calc(100dvh-14rem)] md:overflow-y-auto">
        {shown.map(({ path, type, rung }) => (
          <li key={path}>
            <Link
              to="/admin/trpc-tools"
              search={{ path }}
              resetScroll={false}
              aria-current={path === current ? "page" : undefined}
              activeProps={{ "aria-current": path === current ? "page" : undefined }}
              className="block rounded-md px-2 py-1 text-sm hover:bg-accent aria-[current=page]:bg-accent aria-[current=page]:font-medium"
            >
              <span className="block wrap-anywhere">{path}</span>
              <span className="block text-xs font-normal text-muted-foreground">
                {`${type}, ${rung}`}
              </span>
            </Link>
          </li>
        ))}
        {shown.length === 0 && (
          <li className="px-2 py-4 text-sm text-muted-foreground">No procedure is called that.</li>
        )}
      </ul>
    </nav>
  );
}

export function ProcedureSkeleton({ current }: Pick<ProcedureListProps, "current">) {
  return (
    <div className={cn(current && "max-md:hidden")}>
      <Skeleton className="h-8" />
      <Loading className="mt-2 grid gap-0.5">
        <SkeletonRows rows={12} className="grid h-11 content-center gap-1 px-2">
          <Skeleton className="w-40" />
          <Skeleton className="h-3 w-28" />
        </SkeletonRows>
      </Loading>
    </div>
  );
}
