import { and, count, desc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { db, transaction } from "../../db/client.ts";
import { newId } from "../../db/columns.ts";
import { isDuplicateKey } from "../../db/helpers.ts";
import { machine, type MachineState } from "../../db/schema.ts";
import { audit } from "../audit.ts";
import { machineNameInput, newMachineInput } from "../inputs.ts";
import {
  conflict,
  idInput,
  instanceProtectedProcedure,
  limitReached,
  notFound,
  router,
} from "../trpc.ts";
import { machineMetadata } from "./machine-metadata.ts";

/** Machines are listed in one piece, so that the page can search and sort them all. */
const MAX_MACHINES = 500;

const columns = {
  id: machine.id,
  name: machine.name,
  type: machine.type,
  state: machine.state,
  metadata: machine.metadata,
  createdAt: machine.createdAt,
};

const machineInput = z.object({ machineId: idInput });

/** A machine is only ever looked up under its instance: an id alone opens nothing. */
const ofInstance = (instanceId: string, machineId: string) =>
  and(eq(machine.id, machineId), eq(machine.instanceId, instanceId));

async function findMachine(instanceId: string, machineId: string) {
  const [found] = await db.select(columns).from(machine).where(ofInstance(instanceId, machineId));
  if (!found) throw notFound("machine");
  return found;
}

async function setState(instanceId: string, machineId: string, state: MachineState) {
  await db.update(machine).set({ state }).where(ofInstance(instanceId, machineId));
  return findMachine(instanceId, machineId);
}

/** Prepared, as the statement behind the page that is looked at most. */
const listMachines = db
  .select(columns)
  .from(machine)
  .where(eq(machine.instanceId, sql.placeholder("instanceId")))
  .orderBy(desc(machine.id))
  .prepare();

const nameTaken = (name: string) => conflict(`There already is a machine named “${name}”.`);

export const machineRouter = router({
  /** All machines of the instance, the newest first. */
  list: instanceProtectedProcedure.query(({ ctx }) =>
    listMachines.execute({ instanceId: ctx.instance.id }),
  ),

  create: instanceProtectedProcedure
    .input(newMachineInput.extend({ metadata: machineMetadata.default({}) }))
    .mutation(async ({ ctx, input: { name, type, metadata } }) => {
      const [existing] = await db
        .select({ count: count() })
        .from(machine)
        .where(eq(machine.instanceId, ctx.instance.id));
      if (existing && existing.count >= MAX_MACHINES)
        throw limitReached(
          `An instance has at most ${MAX_MACHINES} machines. Please delete some you no longer need, or use another instance.`,
        );
      const created = {
        id: newId("mach"),
        name,
        type,
        state: "started" as const,
        metadata,
        createdAt: new Date().toISOString(),
      };
      try {
        await db.insert(machine).values({ ...created, instanceId: ctx.instance.id });
      } catch (error) {
        if (isDuplicateKey(error, "machine_instance_id_name_unique")) throw nameTaken(name);
        throw error;
      }
      return created;
    }),

  rename: instanceProtectedProcedure
    .input(machineInput.extend(machineNameInput.shape))
    .mutation(async ({ ctx, input }) => {
      try {
        await db
          .update(machine)
          .set({ name: input.name })
          .where(ofInstance(ctx.instance.id, input.machineId));
      } catch (error) {
        if (isDuplicateKey(error, "machine_instance_id_name_unique")) throw nameTaken(input.name);
        throw error;
      }
      return findMachine(ctx.instance.id, input.machineId);
    }),

  /** Archiving an archived machine changes nothing, and so does restoring a started one. */
  archive: instanceProtectedProcedure
    .input(machineInput)
    .mutation(({ ctx, input }) => setState(ctx.instance.id, input.machineId, "archived")),

  restore: instanceProtectedProcedure
    .input(machineInput)
    .mutation(({ ctx, input }) => setState(ctx.instance.id, input.machineId, "started")),

  delete: instanceProtectedProcedure
    .input(machineInput)
    .mutation(async ({ ctx, input: { machineId } }) => {
      const { name } = await findMachine(ctx.instance.id, machineId);
      return transaction(async (tx) => {
        const { rowsAffected } = await tx
          .delete(machine)
          .where(ofInstance(ctx.instance.id, machineId));
        if (rowsAffected === 0) throw notFound("machine");
        await audit(tx, ctx, {
          action: "machine.delete",
          target: machineId,
          metadata: { instanceId: ctx.instance.id, before: { name } },
        });
        return { id: machineId };
      });
    }),
});
