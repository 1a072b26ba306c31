import { z } from "zod";
import { db } from "../../db/client.ts";
import { newId } from "../../db/columns.ts";
import { auditLog, event, organization, user, verification } from "../../db/schema.ts";
import { emailInput, personNameInput } from "../inputs.ts";
import { router, serviceProcedure } from "../trpc.ts";

const newUser = z.object({
  email: emailInput,
  name: personNameInput.shape.name.optional(),
  role: z.enum(["user", "admin"]).default("user"),
});

/** For tests, with the service token. In the local stage alone; root.ts leaves it out of any other. */
export const testingRouter = router({
  /** Makes a user; one that is there already is given the name and role. */
  createUser: serviceProcedure.input(newUser).mutation(async ({ input }) => {
    const { email, role, name = email } = input;
    const values = { name, role, emailVerified: true };
    await db
      .insert(user)
      .values({ id: newId("usr"), email, ...values })
      .onDuplicateKeyUpdate({ set: values });
    const created = await db.query.user.findFirst({
      columns: { id: true, email: true, name: true, role: true },
      where: (row, { eq }) => eq(row.email, email),
    });
    if (!created) throw new Error("The user that was just made is not there.");
    return created;
  }),

  /** Empties the database. Everybody is signed out. */
  reset: serviceProcedure.mutation(() =>
    db.transaction(async (tx) => {
      // What belongs to these goes with them.
      for (const table of [organization, user, verification, event, auditLog])
        await tx.delete(table);
      return { reset: true };
    }),
  ),
});
