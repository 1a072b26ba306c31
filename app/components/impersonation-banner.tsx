import { useMutation } from "@tanstack/react-query";
import { UserCog } from "lucide-react";
import { useEffect } from "react";
import { errorData } from "../lib/errors";
import { returnToOneself } from "../lib/impersonation";
import { serverNow } from "../lib/server-time";
import { toast } from "../lib/toast";
import { useTRPC, type Viewer } from "../lib/trpc";
import { RelativeTime } from "./relative-time";
import { Button } from "./ui/button";

/** Before the session ends by itself, which would leave the admin signed out. */
const STOPS_EARLIER_MS = 10_000;

interface ImpersonationBannerProps {
  user: Viewer["user"];
  impersonation: NonNullable<Viewer["impersonation"]>;
}

/** Stands above every page while a platform admin acts as somebody. It can't be closed. */
export function ImpersonationBanner({ user, impersonation }: ImpersonationBannerProps) {
  const trpc = useTRPC();
  const stop = useMutation(
    trpc.admin.stopImpersonating.mutationOptions({
      onSuccess: returnToOneself,
      onError: (error) => {
        // It is over already, by time or from another tab.
        const code = errorData(error)?.code;
        if (code === "UNAUTHORIZED" || code === "FORBIDDEN") returnToOneself();
        else toast.error(error);
      },
    }),
  );
  const { mutate } = stop;
  useEffect(() => {
    const left = Date.parse(impersonation.endsAt) - serverNow();
    const timer = setTimeout(mutate, Math.max(0, left - STOPS_EARLIER_MS));
    return () => clearTimeout(timer);
  }, [impersonation.endsAt, mutate]);
  return (
    <section
      aria-label="Impersonation"
      className="sticky top-0 z-30 flex items-center justify-between gap-3 bg-primary px-4 py-1.5 text-sm text-primary-foreground max-md:px-3 max-md:text-xs md:h-(--banner-height) md:py-0"
    >
      <p className="flex min-w-0 items-center gap-2">
        <UserCog className="size-4 shrink-0 max-md:hidden" aria-hidden />
        <span className="wrap-anywhere md:line-clamp-2">
          <span>You are acting as </span>
          <strong className="font-semibold">{user.name}</strong>
          <span>{` (${user.email}), reason: ${impersonation.reason}, ends `}</span>
          <RelativeTime time={impersonation.endsAt} />
        </span>
      </p>
      <Button
        variant="secondary"
        size="sm"
        pending={stop.isPending || stop.isSuccess}
        onClick={() => mutate()}
      >
        Stop<span className="max-md:sr-only"> impersonating</span>
      </Button>
    </section>
  );
}
