import { useSuspenseQuery } from "@tanstack/react-query";
import { createFileRoute, Link } from "@tanstack/react-router";
import { OrganizationList } from "../../components/admin/organization-list";
import { StatCards, StatCardsSkeleton } from "../../components/admin/stat-cards";
import { UnroutedEventList } from "../../components/admin/unrouted-event-list";
import { UserList, UserSkeleton } from "../../components/admin/user-list";
import { Page } from "../../components/page";
import { Skeleton } from "../../components/ui/skeleton";
import { TabsNav, TabsNavLink } from "../../components/ui/tabs-nav";
import { load } from "../../lib/errors";
import { useTRPC } from "../../lib/trpc";

const TITLE = "Overview";
const DESCRIPTION = "Everything on this stage.";
const LISTS = ["users", "organizations", "events"] as const;
type List = (typeof LISTS)[number];
const NAMES: Record<List, string> = {
  users: "Users",
  organizations: "Organizations",
  events: "Unrouted Slack events",
};

interface Search {
  list?: List | undefined;
  q?: string | undefined;
  only?: "admins" | "banned" | undefined;
}

export const Route = createFileRoute("/_auth-required/admin/")({
  validateSearch: ({ list, q, only }: Record<string, unknown>): Search => ({
    list: LISTS.find((name) => name === list),
    q: typeof q === "string" || typeof q === "number" ? String(q) : undefined,
    only: only === "admins" || only === "banned" ? only : undefined,
  }),
  loader: ({ context: { queryClient, trpc }, location }) =>
    load(queryClient, trpc.admin.stats.queryOptions(), location),
  head: () => ({ meta: [{ title: "Overview · Admin" }] }),
  pendingComponent: OverviewPending,
  component: OverviewPage,
});

function OverviewPage() {
  const trpc = useTRPC();
  const { data: stats } = useSuspenseQuery(trpc.admin.stats.queryOptions());
  const { list = "users", q, only } = Route.useSearch();
  const navigate = Route.useNavigate();
  const search = (changes: Search) =>
    void navigate({ search: (before) => ({ ...before, ...changes }), replace: true });
  return (
    <Page title={TITLE} description={DESCRIPTION}>
      <StatCards stats={stats} />
      <ListTabs list={list} />
      {list === "users" && <UserList q={q} only={only} onSearch={search} />}
      {list === "events" && <UnroutedEventList />}
      {list === "organizations" && <OrganizationList q={q} onSearch={search} />}
    </Page>
  );
}

function ListTabs({ list }: { list: List }) {
  return (
    <TabsNav aria-label="Lists" className="mt-6 mb-3">
      {LISTS.map((name) => (
        <TabsNavLink key={name} asChild>
          <Link
            to="/admin"
            search={{ list: name }}
            resetScroll={false}
            aria-current={name === list ? "page" : undefined}
            activeProps={{ "aria-current": name === list ? "page" : undefined }}
          >
            {NAMES[name]}
          </Link>
        </TabsNavLink>
      ))}
    </TabsNav>
  );
}

function OverviewPending() {
  return (
    <Page title={TITLE} description={DESCRIPTION}>
      <StatCardsSkeleton />
      <ListTabs list={Route.useSearch().list ?? "users"} />
      <Skeleton className="mb-2 h-8 sm:max-w-72" />
      <UserSkeleton />
    </Page>
  );
}
