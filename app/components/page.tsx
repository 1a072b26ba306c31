import type { ReactNode } from "react";

interface PageProps {
  title: string;
  /** One sentence below the title, where the title does not say it. */
  description?: ReactNode;
  /** The one thing people come to the page to do. */
  action?: ReactNode;
  /** For forms and text, which are hard to read when they are wide. Its parts stand below each other. */
  narrow?: boolean;
  children: ReactNode;
}

/** A page within the frame: title, primary action, and what it is about. */
export function Page({ title, description, action, narrow, children }: PageProps) {
  return (
    <main className="mx-auto flex w-full max-w-5xl flex-1 flex-col px-4 py-5 md:px-8 md:py-6">
      <div className="mb-4 flex min-h-8 flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <h1 className="text-xl font-semibold">{title}</h1>
          {description && <p className="text-sm text-muted-foreground">{description}</p>}
        </div>
        {action}
      </div>
      {narrow ? <div className="grid max-w-2xl gap-6">{children}</div> : children}
    </main>
  );
}
