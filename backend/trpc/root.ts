import { router } from "./trpc.ts";
import { adminRouter } from "./routers/admin.ts";
import { instanceRouter } from "./routers/instance.ts";
import { machineRouter } from "./routers/machine.ts";
import { organizationRouter } from "./routers/organization.ts";
import { userRouter } from "./routers/user.ts";

export const appRouter = router({
  user: userRouter,
  organization: organizationRouter,
  instance: instanceRouter,
  machine: machineRouter,
  admin: adminRouter,
});

export type AppRouter = typeof appRouter;
