import { and, count, desc, eq, ne, sql } from "drizzle-orm";
import { z } from "zod";
import { db, type Transaction, transaction } from "../../db/client.ts";
import { newId } from "../../db/columns.ts";
import { isDuplicateKey } from "../../db/helpers.ts";
import { instance, machine, type MachineState } from "../../db/schema.ts";
import { type Actor, audit } from "../audit.ts";
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

// Without a lock: one on an id that does not exist would hold up whoever creates a machine meanwhile.
async function findMachine(instanceId: string, machineId: string) {
  const [found] = await db.select(columns).from(machine).where(ofInstance(instanceId, machineId));
  if (!found) throw notFound("machine");
  return found;
}

/** Locks the instance, so that of two who create the last possible machine one is refused. Comes first in a transaction. */
async function requireRoomForMachine(tx: Transaction, instanceId: string) {
  const existing = tx
    .select({ count: count() })
    .from(machine)
    .where(eq(machine.instanceId, instance.id));
  const [locked] = await tx
    .select({ machines: sql`${existing}`.mapWith(Number) })
    .from(instance)
    .where(eq(instance.id, instanceId))
    .for("update");
  if (!locked) throw notFound("instance");
  if (locked.machines >= MAX_MACHINES)
    throw limitReached(
      `An instance has at most ${MAX_MACHINES} machines. Please delete some you no longer need, or use another instance.`,
    );
}

interface Place extends Actor {
  instance: { id: string };
}

/** Changes nothing, and leaves no audit row, when the machine is in that state already. */
async function setState(
  ctx: Place,
  machineId: string,
  { state, action }: { state: MachineState; action: "machine.archive" | "machine.restore" },
) {
  const instanceId = ctx.instance.id;
  const before = await findMachine(instanceId, machineId);
  await transaction(async (tx) => {
    const { rowsAffected } = await tx
      .update(machine)
      .set({ state })
      .where(and(ofInstance(instanceId, machineId), ne(machine.state, state)));
    if (rowsAffected === 0) return;
    await audit(tx, ctx, {
      action,
      target: machineId,
      metadata: { instanceId, name: before.name },
    });
  });
  return { ...before, state };
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
      const instanceId = ctx.instance.id;
      const created = {
        id: newId("mach"),
        name,
        type,
        state: "started" as const,
        metadata,
        createdAt: new Date().toISOString(),
      };
      try {
        await transaction(async (tx) => {
          await requireRoomForMachine(tx, instanceId);
          await tx.insert(machine).values({ ...created, instanceId });
          await audit(tx, ctx, {
            action: "machine.create",
            target: created.id,
            metadata: { instanceId, name },
          });
        });
      } catch (error) {
        if (isDuplicateKey(error, "machine_instance_id_name_unique")) throw nameTaken(name);
        throw error;
      }
      return created;
    }),

  rename: instanceProtectedProcedure
    .input(machineInput.extend(machineNameInput.shape))
    .mutation(async ({ ctx, input: { machineId, name } }) => {
      const instanceId = ctx.instance.id;
      const before = await findMachine(instanceId, machineId);
      try {
        return await transaction(async (tx) => {
          await tx.update(machine).set({ name }).where(ofInstance(instanceId, machineId));
          await audit(tx, ctx, {
            action: "machine.rename",
            target: machineId,
            metadata: { instanceId, before: { name: before.name }, after: { name } },
          });
          return { ...before, name };
        });
      } catch (error) {
        if (isDuplicateKey(error, "machine_instance_id_name_unique")) throw nameTaken(name);
        throw error;
      }
    }),

  /** Archiving an archived machine changes nothing, and so does restoring a started one. */
  archive: instanceProtectedProcedure
    .input(machineInput)
    .mutation(({ ctx, input: { machineId } }) =>
      setState(ctx, machineId, { state: "archived", action: "machine.archive" }),
    ),

  restore: instanceProtectedProcedure
    .input(machineInput)
    .mutation(({ ctx, input: { machineId } }) =>
      setState(ctx, machineId, { state: "started", action: "machine.restore" }),
    ),

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
