import { migrateDatabase } from "../backend/db/migrate.ts";
import { LOCAL_DATABASE, localStack } from "../env.ts";

// pnpm db:migrate: brings the running local database to the schema of this checkout.

const { name: database, username: user, password } = LOCAL_DATABASE;
const port = localStack().ports.mysql;
await migrateDatabase({ host: "127.0.0.1", port, user, password, database });
console.log(`The database on port ${port} is up to date.`);
