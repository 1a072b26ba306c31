import { Search } from "lucide-react";
import { useEffect, useState } from "react";
import { usePreferences } from "../lib/preferences";
import { dialogOnDemand } from "./on-demand";
import { Button } from "./ui/button";
import { Kbd } from "./ui/kbd";

const CommandPalette = dialogOnDemand(
  async () => (await import("./command-palette")).CommandPalette,
);

/** Opens the palette; so does Ctrl or ⌘ K from anywhere on the page. */
export function CommandPaletteButton() {
  const [open, setOpen] = useState(false);
  const { commandKey } = usePreferences();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
      if (event.shiftKey || event.altKey) return;
      event.preventDefault();
      setOpen((open) => !open);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  return (
    <>
      <Button
        variant="outline"
        className="text-muted-foreground"
        aria-keyshortcuts="Control+K Meta+K"
        onClick={() => setOpen(true)}
      >
        <Search />
        <span className="max-sm:sr-only">
          Search<span className="sr-only"> and commands</span>
        </span>
        <Kbd aria-hidden className="max-sm:hidden">
          {commandKey} K
        </Kbd>
      </Button>
      <CommandPalette open={open} onOpenChange={setOpen} />
    </>
  );
}
