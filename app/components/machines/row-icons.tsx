import { Archive, ArchiveRestore, Ellipsis, Trash2 } from "lucide-react";

/** The icons that each row of the table has, drawn once: half the elements of a list were those of its icons. */
export function RowIcons() {
  return (
    <svg className="hidden" aria-hidden>
      <Archive id="row-icon-archive" />
      <ArchiveRestore id="row-icon-restore" />
      <Trash2 id="row-icon-delete" />
      <Ellipsis id="row-icon-more" />
    </svg>
  );
}

/** One of the icons drawn by `RowIcons`, which has to be on the page. */
export const RowIcon = ({ name }: { name: "archive" | "restore" | "delete" | "more" }) => (
  <svg viewBox="0 0 24 24" aria-hidden>
    <use href={`#row-icon-${name}`} />
  </svg>
);
