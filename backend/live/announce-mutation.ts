import { TAB_ID_HEADER } from "../durable-objects/live-protocol.ts";
import type { Context } from "../trpc/context.ts";
import { announce } from "./live.ts";
import { STALE_PATHS, type StalingMutation } from "./stale-paths.ts";

/** Tells open dashboards of a mutation that has just succeeded in an organization, or in an instance of it. */
export function announceMutation(
  ctx: Context,
  path: string,
  organization: { id: string },
  instance?: { id: string },
) {
  if (!isListed(path)) return;
  announce(STALE_PATHS[path], {
    organizationId: organization.id,
    instanceId: instance?.id,
    tabId: tabIdOf(ctx.request),
  });
}

const isListed = (path: string): path is StalingMutation => path in STALE_PATHS;

/** Anything odd counts as no tab: then every tab hears of the change. */
function tabIdOf({ headers }: Request) {
  const tabId = headers.get(TAB_ID_HEADER);
  return tabId && /^[\w-]{1,64}$/.test(tabId) ? tabId : undefined;
}
