import { Hono } from "hono";
import { createMiddleware } from "hono/factory";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import { env } from "../../env.ts";
import { refusalOfAddress } from "../../http/rate-limit.ts";
import type { BodyVariables } from "../../http/request-limits.ts";
import { logError } from "../../log/log.ts";
import { announceEvents } from "./announce-events.ts";
import {
  type Delivery,
  deliveryOfCommand,
  deliveryOfEvent,
  deliveryOfInteraction,
  eventSchema,
  interactionSchema,
} from "./delivery.ts";
import { isSignedBySlack } from "./slack-utils.ts";
import { storeDelivery } from "./store.ts";

// Slack's webhooks. Each body is limited in size (backend/http/request-limits.ts), then its signature is
// checked, and only then is it parsed. An accepted delivery is a stored one: when it could not be stored, Slack is told to try again.

const RETRY_AFTER_S = 5;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Lets through what Slack signed, with its body as text. */
const verify = createMiddleware<{ Variables: BodyVariables & { text: string } }>(
  async (c, next) => {
    const text = textOfSigned(c.get("body") ?? new Uint8Array(), c.req.raw.headers);
    if (text === undefined) {
      const refusal = await refusalOfAddress("BAD_SIGNATURE_LIMIT", c.req.raw.headers);
      if (refusal) return refusal;
      throw new HTTPException(401, {
        message:
          "This needs Slack's signature, and a timestamp within five minutes of the present time.",
      });
    }
    c.set("text", text);
    return next();
  },
);

/** @returns undefined for what Slack did not sign or is not UTF-8, as which it could not be stored as it came. */
function textOfSigned(body: Uint8Array, headers: Headers): string | undefined {
  if (!isSignedBySlack(env.SLACK_SIGNING_SECRET, headers, body, Date.now())) return undefined;
  try {
    return utf8.decode(body);
  } catch {
    return undefined;
  }
}

const challengeSchema = z.object({ challenge: z.string() });

/** Under /api/integrations/slack. */
export const slack = new Hono()
  .post("/webhook", verify, async (c) => {
    const body = c.get("text");
    const event = readJson(body, eventSchema);
    if (event.type === "url_verification") return c.json(readJson(body, challengeSchema));
    await store(deliveryOfEvent(body, event));
    return c.text("ok");
  })
  .post("/interactive", verify, async (c) => {
    const payload = new URLSearchParams(c.get("text")).get("payload");
    if (payload === null) throw badRequest("The form needs a field named payload.");
    await store(deliveryOfInteraction(payload, readJson(payload, interactionSchema)));
    // Any text would be shown to the person in Slack.
    return c.body(null, 200);
  })
  .post("/commands", verify, async (c) => {
    await store(deliveryOfCommand(new URLSearchParams(c.get("text"))));
    return c.body(null, 200);
  });

async function store(delivery: Delivery) {
  try {
    await storeDelivery(delivery);
    announceEvents(delivery.workspaces);
  } catch (error) {
    logError("event of Slack not stored", error);
    const message = "The event could not be stored. Please send it again.";
    throw new HTTPException(503, {
      res: Response.json(
        { error: message },
        { status: 503, headers: { "retry-after": String(RETRY_AFTER_S) } },
      ),
    });
  }
}

const badRequest = (message: string) => new HTTPException(400, { message });

function readJson<T>(text: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw badRequest("This has to be a JSON object with the fields that Slack documents.");
  }
}
