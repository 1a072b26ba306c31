import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

interface EmptyStateProps {
  icon: LucideIcon;
  title: string;
  /** One sentence: what the thing is. */
  description: string;
  /** `h1` where nothing else is on the page. */
  heading?: "h1" | "h2";
  /** The one button that makes the first of them. */
  children?: ReactNode;
}

export function EmptyState({ icon: Icon, title, description, ...props }: EmptyStateProps) {
  const { heading: Heading = "h2", children } = props;
  return (
    <div className="flex flex-col items-center gap-2 px-4 py-12 text-center">
      <div className="mb-2 grid size-11 place-items-center rounded-xl border bg-card text-muted-foreground shadow-xs">
        <Icon className="size-5" aria-hidden />
      </div>
      <Heading className="text-base font-semibold text-balance">{title}</Heading>
      <p className="max-w-sm text-sm text-pretty text-muted-foreground">{description}</p>
      {children && <div className="mt-3">{children}</div>}
    </div>
  );
}
