import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/mysql2";
import { newId } from "../backend/db/columns.ts";
import { account, instanceAccountPermission as permission, user } from "../backend/db/schema.ts";
import { everydayEvent, slackId } from "../dev/slack-sender/events.ts";
import { signatureHeaders } from "../dev/slack-sender/send.ts";
import { localAppEnv } from "../env.ts";
import type { Bench, Part, Row } from "./part.ts";
import { ratios } from "./ratios.ts";

const WEBHOOK = "/api/integrations/slack/webhook";
const CONNECTIONS = [16, 64];

/** Signed events of a linked workspace, beside a bare route that inserts one row with the same body. */
export const slack: Part = {
  title: `Slack's webhook, ${CONNECTIONS.join(" and ")} at once, through the edge`,
  async measure(bench): Promise<Row[]> {
    const { SLACK_SIGNING_SECRET } = localAppEnv(bench.stack);
    const workspace = { team_id: await linkWorkspace(bench) };
    const rows: Row[] = [];
    for (const connections of CONNECTIONS) {
      const events = await bench.load({
        url: bench.urls.edge,
        connections,
        request: (_, sequence) => {
          const body = JSON.stringify(everydayEvent(workspace, sequence));
          const headers = signatureHeaders(body, SLACK_SIGNING_SECRET);
          return { method: "POST", path: WEBHOOK, headers, body };
        },
      });
      const floor = await bench.load({
        url: bench.urls.floorEdge,
        connections,
        request: (_, sequence) => {
          const body = JSON.stringify(everydayEvent(workspace, sequence));
          // Signed for nobody, so that sending costs the same.
          const headers = signatureHeaders(body, SLACK_SIGNING_SECRET);
          return { method: "POST", path: "/api/insert", headers, body };
        },
      });
      rows.push(
        { subject: `webhook, ${connections} at once`, figures: events.figures },
        { subject: `floor, ${connections} at once`, figures: floor.figures },
        ratios(`webhook : floor, ${connections} at once`, events, floor),
      );
    }
    return rows;
  },
  targets: CONNECTIONS.flatMap((connections) => [
    { subject: `webhook, ${connections} at once`, figure: "p99 ms", atMost: 1000 },
    { subject: `webhook, ${connections} at once`, figure: "statements/request", atMost: 2 },
    { subject: `webhook : floor, ${connections} at once`, figure: "requests/s", atLeast: 0.8 },
  ]),
};

/** A new workspace, linked to one instance: each round has its own. */
export async function linkWorkspace({ mysql, seed }: Bench): Promise<string> {
  const db = drizzle(mysql);
  const id = newId("acc");
  const accountId = slackId("T");
  const { instanceId, email } = seed.withNewEvents;
  const [installer] = await db.select({ id: user.id }).from(user).where(eq(user.email, email));
  if (!installer) throw new Error(`There is nobody with the address ${email}.`);
  await db.insert(account).values({ id, providerId: "slack-bot", accountId, userId: installer.id });
  await db.insert(permission).values({ accountId: id, instanceId });
  return accountId;
}
