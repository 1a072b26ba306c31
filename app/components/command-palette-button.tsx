import { Search } from "lucide-react";
import { useState } from "react";
import { usePreferences } from "../lib/preferences";
import { dialogOnDemand } from "./on-demand";
import { Button } from "./ui/button";
import { Kbd } from "./ui/kbd";

const CommandPalette = dialogOnDemand(
  async () => (await import("./command-palette")).CommandPalette,
);

/** Opens the palette, and closes it. Ctrl or ⌘ K presses it from anywhere on the page: lib/early-events.ts. */
export function CommandPaletteButton() {
  const [open, setOpen] = useState(false);
  const { commandKey } = usePreferences();
  return (
    <>
      <Button
        variant="outline"
        className="text-muted-foreground"
        aria-keyshortcuts="Control+K Meta+K"
        onClick={() => setOpen((open) => !open)}
      >
        <Search />
        <span className="max-sm:sr-only">
          Search<span className="sr-only"> and commands</span>
        </span>
        <Kbd aria-hidden className="max-sm:hidden">
          {`${commandKey} K`}
        </Kbd>
      </Button>
      <CommandPalette open={open} onOpenChange={setOpen} />
    </>
  );
}
