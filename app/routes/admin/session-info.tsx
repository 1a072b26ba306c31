import { useSuspenseQuery } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Page } from "../../components/page";
import { RelativeTime } from "../../components/relative-time";
import { Card, CardContent, CardHeader, CardTitle } from "../../components/ui/card";
import { Loading, Skeleton, SkeletonRows } from "../../components/ui/skeleton";
import { load } from "../../lib/errors";
import { useTRPC } from "../../lib/trpc";

const TITLE = "Session info";
const DESCRIPTION =
  "What the server knows of this browser's request. Nothing here lets anybody sign in.";

export const Route = createFileRoute("/_auth-required/admin/session-info")({
  loader: ({ context: { queryClient, trpc }, location }) =>
    load(queryClient, trpc.admin.sessionInfo.queryOptions(), location),
  head: () => ({ meta: [{ title: "Session info · Admin" }] }),
  pendingComponent: SessionInfoPending,
  component: SessionInfoPage,
});

function SessionInfoPage() {
  const trpc = useTRPC();
  const { data: info } = useSuspenseQuery(trpc.admin.sessionInfo.queryOptions());
  const { session, user } = info;
  return (
    <Page title={TITLE} description={DESCRIPTION} narrow>
      <Facts
        title="Session"
        facts={{
          ID: session.id,
          Created: <RelativeTime time={session.createdAt} />,
          Renewed: <RelativeTime time={session.updatedAt} />,
          Ends: <RelativeTime time={session.expiresAt} />,
        }}
      />
      <Facts
        title="User"
        facts={{ ID: user.id, Name: user.name, Email: user.email, Role: user.role }}
      />
      <Facts
        title="Cookies"
        facts={Object.fromEntries(
          info.cookies.map(({ name, bytes, setAt }) => [
            name,
            <span key={name}>
              <span>
                {setAt
                  ? `${bytes} bytes, set `
                  : `${bytes} bytes, age unknown: browsers do not send it`}
              </span>
              {setAt && <RelativeTime time={setAt} />}
            </span>,
          ]),
        )}
      />
      <Facts title="Request headers" facts={info.headers} />
      <Facts
        title="Server"
        facts={{ Stage: info.stage, "Public URL": info.publicUrl, Version: info.version }}
      />
    </Page>
  );
}

function Facts({ title, facts }: { title: string; facts: Record<string, ReactNode> }) {
  return (
    <FactsCard title={title}>
      {Object.entries(facts).map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-muted-foreground wrap-anywhere">{name}</dt>
          <dd className="wrap-anywhere max-sm:mb-1.5">{value}</dd>
        </div>
      ))}
    </FactsCard>
  );
}

function FactsCard({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Card>
      <CardHeader>
        <CardTitle>{title}</CardTitle>
      </CardHeader>
      <CardContent>
        <dl className="grid gap-x-4 gap-y-1 text-sm sm:grid-cols-[12rem_1fr]">{children}</dl>
      </CardContent>
    </Card>
  );
}

/** How many facts there are of each kind. */
const KINDS = { Session: 4, User: 4, Cookies: 2, "Request headers": 8, Server: 3 };

function SessionInfoPending() {
  return (
    <Page title={TITLE} description={DESCRIPTION} narrow>
      <Loading className="contents">
        {Object.entries(KINDS).map(([title, count]) => (
          <FactsCard key={title} title={title}>
            <SkeletonRows rows={count} className="contents">
              <Skeleton className="my-0.5 w-24" />
              <Skeleton className="my-0.5 w-48 max-sm:mb-2" />
            </SkeletonRows>
          </FactsCard>
        ))}
      </Loading>
    </Page>
  );
}
