import { defineConfig } from "drizzle-kit";
import { LOCAL_DATABASE, localStack } from "./env.ts";

const { name, username, password } = LOCAL_DATABASE;

export default defineConfig({
  dialect: "mysql",
  schema: "./backend/db/schema.ts",
  out: "./drizzle",
  dbCredentials: {
    url: `mysql://${username}:${password}@127.0.0.1:${localStack().ports.mysql}/${name}`,
  },
  strict: true,
});
