import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/mysql2";
import { type ConnectionOptions, createConnection } from "mysql2/promise";
import * as schema from "./schema.ts";

const { auditLog, user } = schema;

/**
 * Makes somebody who has signed in before a platform admin, and writes it into the audit log. For the
 * first admin of a stage, whom no other can name; hence over MySQL's own protocol, from a terminal.
 */
export async function grantAdmin(
  options: ConnectionOptions,
  email: string,
): Promise<"granted" | "already" | "unverified" | "unknown"> {
  const connection = await createConnection({ ...options, timezone: "Z" });
  try {
    return await drizzle(connection, { schema, mode: "default" }).transaction(async (tx) => {
      const [person] = await tx
        .select({ id: user.id, role: user.role, emailVerified: user.emailVerified })
        .from(user)
        .where(eq(user.email, email.trim().toLowerCase()))
        .for("update");
      if (!person) return "unknown";
      if (!person.emailVerified) return "unverified";
      if (person.role === "admin") return "already";
      await tx.update(user).set({ role: "admin" }).where(eq(user.id, person.id));
      await tx.insert(auditLog).values({
        action: "user.setRole",
        target: person.id,
        metadata: { role: "admin", by: "pnpm admin:grant" },
      });
      return "granted";
    });
  } finally {
    await connection.end();
  }
}
