import { Download, X } from "lucide-react";
import { useRef, useState } from "react";
import { toast } from "../../../lib/toast";
import { type AuditEntry, useTRPCClient } from "../../../lib/trpc";
import { Button } from "../../ui/button";
import type { AuditFilter } from "./audit-filter";
import { auditInput } from "./audit-input";
import { csvLine } from "./csv";

const PAGE = 100;

const HEAD = [
  "id",
  "time",
  "action",
  "actor_id",
  "actor_email",
  "impersonator_email",
  "organization_id",
  "target",
  "details",
];

const line = (entry: AuditEntry) =>
  csvLine([
    entry.id,
    entry.createdAt,
    entry.action,
    entry.actorId,
    entry.actor?.email,
    entry.impersonator?.email,
    entry.organizationId,
    entry.target,
    JSON.stringify(entry.metadata),
  ]);

/** Reads all that the filter lets through, page by page, and gives it to the browser as a CSV file. */
export function ExportButton({ filter }: { filter: AuditFilter }) {
  const client = useTRPCClient();
  const [done, setDone] = useState<number>();
  const stop = useRef<AbortController>(null);

  const run = async () => {
    const { signal } = (stop.current = new AbortController());
    const lines = [csvLine(HEAD)];
    let cursor: string | undefined;
    setDone(0);
    try {
      do {
        const input = { ...auditInput(filter), limit: PAGE, ...(cursor && { cursor }) };
        const page = await client.admin.auditLog.query(input, { signal });
        lines.push(...page.items.map(line));
        cursor = page.nextCursor ?? undefined;
        setDone(lines.length - 1);
      } while (cursor);
      save(lines);
    } catch (error) {
      if (!signal.aborted) toast.error(error);
    }
    setDone(undefined);
  };

  if (done === undefined)
    return (
      <Button variant="outline" onClick={() => void run()}>
        <Download /> Export CSV
      </Button>
    );
  return (
    <Button variant="outline" onClick={() => stop.current?.abort()}>
      <X />
      <span>{`Cancel export (${done.toLocaleString("en-US")})`}</span>
    </Button>
  );
}

function save(lines: string[]) {
  // The mark at the beginning tells spreadsheets that the file is UTF-8.
  const url = URL.createObjectURL(new Blob(["\uFEFF", ...lines], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `audit-log-${new Date().toISOString().slice(0, 10)}.csv`;
  link.click();
  URL.revokeObjectURL(url);
}
