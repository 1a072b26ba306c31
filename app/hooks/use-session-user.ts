import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { notFound, useRouter } from "@tanstack/react-router";
import { useTRPC } from "../lib/trpc";

/** Who is signed in, with organizations and instances. Below the auth-required layout it is always there. */
export function useSessionUser() {
  const trpc = useTRPC();
  return useSuspenseQuery(trpc.user.me.queryOptions()).data;
}

interface Identified {
  id: string;
}

/**
 * One of the user's organizations as it is now: the one that the route was opened for, found by its id, since slugs
 * change. Without it (they left, or it is gone) the 404 page.
 */
export function useOrganization({ id }: Identified) {
  const organization = useSessionUser().organizations.find((one) => one.id === id);
  if (!organization) throw notFound();
  return organization;
}

/** An instance of one of the user's organizations as it is now. */
export function useInstance(organization: Identified, { id }: Identified) {
  const instance = useOrganization(organization).instances.find((one) => one.id === id);
  if (!instance) throw notFound();
  return instance;
}

/** Asks again who is signed in and what is theirs, after a change of it, for everything on the page. */
export function useRefreshViewer() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const router = useRouter();
  return async () => {
    await queryClient.invalidateQueries(trpc.user.me.queryFilter());
    // Layouts keep names, roles and slugs of the viewer in their context.
    await router.invalidate();
  };
}
