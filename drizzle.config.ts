import { defineConfig } from "drizzle-kit";

/** The command to run in place of a drizzle-kit command that bypasses the migrations in drizzle/. */
const INSTEAD: Record<string, string> = {
  // It takes columns whose type MySQL spells differently for changed ones, and empties their tables.
  push: "pnpm db:generate --name what-it-does && pnpm db:migrate",
  // It would write a second schema, made from the database, beside backend/db/schema.ts.
  pull: "pnpm db:generate --name what-it-does, after a change of backend/db/schema.ts",
  introspect: "pnpm db:generate --name what-it-does, after a change of backend/db/schema.ts",
  // Without the lock, and never production's deploy request.
  migrate: "pnpm db:migrate",
  studio: "pnpm db:studio",
};

const [, , command = ""] = process.argv;
const instead = INSTEAD[command];
if (instead) {
  console.error(`drizzle-kit ${command} is not used here. Run: ${instead}`);
  process.exit(1);
}

export default defineConfig({
  dialect: "mysql",
  schema: "./backend/db/schema.ts",
  out: "./drizzle",
});
