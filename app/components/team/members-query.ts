import type { RouterContext } from "../../routes/root";

/** The members of an organization, a page at a time. */
export const membersQuery = (trpc: RouterContext["trpc"], organizationSlug: string) =>
  trpc.organization.members.infiniteQueryOptions(
    { organizationSlug },
    { getNextPageParam: ({ nextCursor }) => nextCursor },
  );
