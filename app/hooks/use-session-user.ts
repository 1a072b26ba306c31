import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { notFound } from "@tanstack/react-router";
import { useTRPC } from "../lib/trpc";

/** Who is signed in, with organizations and instances. Below the auth-required layout it is always there. */
export function useSessionUser() {
  const trpc = useTRPC();
  return useSuspenseQuery(trpc.user.me.queryOptions()).data;
}

/** One of the user's organizations as it is now; without it, since they left or it is gone, the 404 page. */
export function useOrganization(slug: string) {
  const organization = useSessionUser().organizations.find((one) => one.slug === slug);
  if (!organization) throw notFound();
  return organization;
}

/** An instance of one of the user's organizations as it is now. */
export function useInstance(organizationSlug: string, slug: string) {
  const instance = useOrganization(organizationSlug).instances.find((one) => one.slug === slug);
  if (!instance) throw notFound();
  return instance;
}

/** Asks again who is signed in and what is theirs: after a change of it, before going where it shows. */
export function useRefreshViewer() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries(trpc.user.me.queryFilter());
}
