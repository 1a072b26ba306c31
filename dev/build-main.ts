import { build } from "./build.ts";

// pnpm build

await build();
