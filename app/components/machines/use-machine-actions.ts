import { useMutation, useQueryClient } from "@tanstack/react-query";
import { errorMessage } from "../../lib/errors";
import { toast } from "../../lib/toast";
import { type InstanceScope, type Machine, useTRPC } from "../../lib/trpc";

/**
 * What can be done with machines. What can be undone changes the list at once, and changes it back, with a toast,
 * where the server refuses.
 */
export function useMachineActions(scope: InstanceScope) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const queryKey = trpc.machine.list.queryKey(scope);
  const mutationKey = trpc.machine.pathKey();

  const patch = (machineId: string, changes: Partial<Machine>) =>
    queryClient.setQueryData(queryKey, (machines) =>
      machines?.map((machine) => (machine.id === machineId ? { ...machine, ...changes } : machine)),
    );

  /** Of several changes under way only the last one to end asks for the list: the others would bring back old rows. */
  const refresh = async () => {
    if (queryClient.isMutating({ mutationKey }) === 1)
      await queryClient.invalidateQueries({ queryKey });
  };

  const optimistic = <T extends { machineId: string }>(
    changes: (input: T) => Pick<Partial<Machine>, "name" | "state">,
  ) => ({
    onMutate: async (input: T) => {
      await queryClient.cancelQueries({ queryKey });
      const before = queryClient.getQueryData(queryKey)?.find(({ id }) => id === input.machineId);
      patch(input.machineId, changes(input));
      return { before };
    },
    onError: (
      _error: unknown,
      { machineId }: T,
      context: { before: Machine | undefined } | undefined,
    ) => {
      if (context?.before) patch(machineId, context.before);
    },
    onSettled: refresh,
  });

  const archive = useMutation(
    trpc.machine.archive.mutationOptions(optimistic(() => ({ state: "archived" }))),
  );
  const restore = useMutation(
    trpc.machine.restore.mutationOptions(optimistic(() => ({ state: "started" }))),
  );
  const rename = useMutation(
    trpc.machine.rename.mutationOptions(
      optimistic<{ machineId: string; name: string }>(({ name }) => ({ name })),
    ),
  );
  const remove = useMutation(trpc.machine.delete.mutationOptions({ onSettled: refresh }));

  return {
    archive: (machines: Machine[]) =>
      forEach(machines, "archived", ({ id }) => archive.mutateAsync({ ...scope, machineId: id })),
    restore: (machines: Machine[]) =>
      forEach(machines, "restored", ({ id }) => restore.mutateAsync({ ...scope, machineId: id })),
    rename: ({ id, name }: Pick<Machine, "id" | "name">) =>
      rename.mutateAsync({ ...scope, machineId: id, name }).catch(toast.error),
    /** Resolves when all are gone or a toast has said which are not. */
    remove: (machines: Machine[]) =>
      forEach(machines, "deleted", ({ id }) => remove.mutateAsync({ ...scope, machineId: id })),
  };
}

/** Does something with each machine, and says in one toast what did not work. */
async function forEach(
  machines: Machine[],
  done: string,
  action: (machine: Machine) => Promise<unknown>,
) {
  const results = await Promise.allSettled(machines.map(action));
  const failures = results.filter((result) => result.status === "rejected");
  const [first] = failures;
  if (!first) return;
  const reason = errorMessage(first.reason);
  toast.error(
    machines.length === 1
      ? reason
      : `${failures.length} of ${machines.length} machines could not be ${done}. ${reason}`,
  );
}
