import { Copy } from "lucide-react";
import { copy } from "../lib/copy";
import { Button } from "./ui/button";

/** Something that people paste elsewhere: an id, a slug, a link. */
export function CopyableText({ label, text }: { label: string; text: string }) {
  return (
    <div className="grid gap-1.5">
      <span className="text-sm font-medium">{label}</span>
      <div className="flex min-w-0 items-center gap-1">
        <code className="min-w-0 truncate rounded-md bg-muted px-2 py-1 text-xs">{text}</code>
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label={`Copy ${label}`}
          title="Copy"
          onClick={() => void copy(text, label)}
        >
          <Copy />
        </Button>
      </div>
    </div>
  );
}
