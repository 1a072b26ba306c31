import { purgeExpired } from "./auth/purge-expired.ts";
import { releaseUnlinkedWorkspaces } from "./auth/unlinked-workspaces.ts";
import { db } from "./db/client.ts";
import { purgeOrphanedEvents, purgeUnroutedEvents } from "./integrations/slack/purge-events.ts";

/** Once an hour, as alchemy.run.ts says: what keeps the database from growing for nothing. */
export async function scheduled() {
  await purgeUnroutedEvents(db);
  await purgeOrphanedEvents(db);
  await purgeExpired(db);
  await releaseUnlinkedWorkspaces();
}
