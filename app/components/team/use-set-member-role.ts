import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "../../lib/toast";
import { useTRPC } from "../../lib/trpc";
import { membersQuery } from "./members-query";

/** Changes the role in the list at once, and back, with a toast, where the server refuses. */
export function useSetMemberRole(organizationSlug: string) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { queryKey } = membersQuery(trpc, organizationSlug);
  return useMutation(
    trpc.organization.setMemberRole.mutationOptions({
      onMutate: async ({ membershipId, role }) => {
        await queryClient.cancelQueries({ queryKey });
        const before = queryClient.getQueryData(queryKey);
        queryClient.setQueryData(
          queryKey,
          (data) =>
            data && {
              ...data,
              pages: data.pages.map((page) => ({
                ...page,
                items: page.items.map((member) =>
                  member.id === membershipId ? { ...member, role } : member,
                ),
              })),
            },
        );
        return { before };
      },
      onError: (error, _input, context) => {
        queryClient.setQueryData(queryKey, context?.before);
        toast.error(error);
      },
      onSettled: () =>
        Promise.all([
          queryClient.invalidateQueries({ queryKey }),
          // It may have been one's own role.
          queryClient.invalidateQueries(trpc.user.me.queryFilter()),
        ]),
    }),
  );
}
