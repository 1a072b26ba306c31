import type { Organization } from "../lib/trpc";
import { Sidebar } from "./sidebar";
import { Sheet, SheetContent, SheetTitle } from "./ui/sheet";

interface SidebarSheetProps {
  organization: Organization;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** The sidebar on a phone. */
export function SidebarSheet({ organization, open, onOpenChange }: SidebarSheetProps) {
  return (
    <Sheet open={open} onOpenChange={onOpenChange}>
      <SheetContent
        side="left"
        className="w-72 bg-sidebar"
        showCloseButton={false}
        aria-describedby={undefined}
        // A link in the menu leads away from it.
        onClick={(event) => {
          if (event.target instanceof Element && event.target.closest("a")) onOpenChange(false);
        }}
      >
        <SheetTitle className="sr-only">Menu</SheetTitle>
        <Sidebar organization={organization} />
      </SheetContent>
    </Sheet>
  );
}
