import type { AnyTRPCRouter } from "@trpc/server";
import { isLocalStage } from "../../env.ts";
import { env } from "../env.ts";
import { router } from "./trpc.ts";
import { createAdminRouter } from "./routers/admin.ts";
import { eventRouter } from "./routers/event.ts";
import { instanceRouter } from "./routers/instance.ts";
import { machineRouter } from "./routers/machine.ts";
import { organizationRouter } from "./routers/organization.ts";
import { testingRouter } from "./routers/testing.ts";
import { userRouter } from "./routers/user.ts";

const routers = {
  user: userRouter,
  organization: organizationRouter,
  instance: instanceRouter,
  machine: machineRouter,
  event: eventRouter,
  admin: createAdminRouter(wholeRouter),
};

const deployedRouter = router(routers);
const localRouter = router({ ...routers, testing: testingRouter });

export type AppRouter = typeof deployedRouter;
/** What tests on a developer's machine can call besides. */
export type LocalAppRouter = typeof localRouter;

export const appRouter: AppRouter = isLocalStage(env) ? localRouter : deployedRouter;

/** For the admin tools, which list and call the router that they are a part of. */
function wholeRouter(): AnyTRPCRouter {
  return appRouter;
}
