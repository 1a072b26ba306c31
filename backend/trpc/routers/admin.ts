import { router } from "../trpc.ts";
import { listProcedures } from "./admin/lists.ts";

export const adminRouter = router({
  ...listProcedures,
});
