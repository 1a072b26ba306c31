import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, use } from "react";
import { useSessionUser } from "../hooks/use-session-user";
import { useTRPC } from "../lib/trpc";
import { CommandPaletteButton } from "./command-palette-button";
import { Logo } from "./logo";
import { NamedAvatar } from "./ui/avatar";
import {
  Breadcrumb,
  BreadcrumbItem,
  BreadcrumbList,
  BreadcrumbPage,
  BreadcrumbSeparator,
} from "./ui/breadcrumb";
import { Button } from "./ui/button";
import { UserMenu } from "./user-menu";

/** Whether there is a frame around already. */
export const InFrame = createContext(false);

interface AccountFrameProps {
  /** What the page is about, where that is known. */
  place?: string;
  children: ReactNode;
}

/** What stands around pages that belong to no organization. */
export function AccountFrame({ place, children }: AccountFrameProps) {
  return (
    <InFrame value>
      <div className="flex min-w-0 flex-1 flex-col">
        <AccountHeader place={place} />
        {children}
      </div>
    </InFrame>
  );
}

/** What takes a page's place, in its frame or not: has one unless it is not known who is signed in. */
export function StandInPage({ children }: { children: ReactNode }) {
  const inFrame = use(InFrame);
  const viewer = useQueryClient().getQueryData(useTRPC().user.me.queryKey());
  const main = <main className="grid min-h-80 flex-1 place-items-center p-4">{children}</main>;
  return inFrame || !viewer ? main : <AccountFrame>{main}</AccountFrame>;
}

/** Where one is, with the way back, the palette and the user menu. */
function AccountHeader({ place }: { place: string | undefined }) {
  const { user } = useSessionUser();
  return (
    <header className="flex h-12 shrink-0 items-center gap-2 border-b px-3">
      <Logo />
      <div className="min-w-0 flex-1">
        {place && (
          <Breadcrumb>
            <BreadcrumbList>
              <BreadcrumbSeparator />
              <BreadcrumbItem>
                <BreadcrumbPage>{place}</BreadcrumbPage>
              </BreadcrumbItem>
            </BreadcrumbList>
          </Breadcrumb>
        )}
      </div>
      <CommandPaletteButton />
      <UserMenu
        trigger={(opening) => (
          <Button
            {...opening}
            variant="ghost"
            size="icon"
            className="rounded-full"
            title={user.name}
          >
            <span className="sr-only">{`${user.name}: account menu`}</span>
            <NamedAvatar name={user.name} image={user.image} />
          </Button>
        )}
      />
    </header>
  );
}
