import { Command } from "cmdk";
import type { ReactNode } from "react";

export function CommandGroup({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-muted-foreground"
    >
      {children}
    </Command.Group>
  );
}

interface CommandItemProps {
  icon: ReactNode;
  onSelect: () => void;
  /** Tells apart what has the same text. */
  value?: string;
  /** The text that a search matches, in place of the value. */
  keywords?: string[];
  children: ReactNode;
}

export function CommandItem({ icon, children, ...props }: CommandItemProps) {
  return (
    <Command.Item
      className="flex min-h-9 cursor-default items-center gap-2.5 rounded-md px-2 text-sm select-none data-[selected=true]:bg-accent pointer-coarse:min-h-11 [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-muted-foreground"
      {...props}
    >
      {icon}
      <span className="truncate">{children}</span>
    </Command.Item>
  );
}
