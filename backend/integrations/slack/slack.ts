import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { createMiddleware } from "hono/factory";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import { env } from "../../env.ts";
import { refusalOfAddress } from "../../http/rate-limit.ts";
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
import { importSigningKey, isSignedBySlack } from "./slack-utils.ts";
import { storeDelivery } from "./store.ts";

// What Slack sends. Each body is limited in size, then its signature is checked, and only then is it
// read. An accepted delivery is a stored one: when it could not be stored, Slack is told to try again.

const MAX_BODY_BYTES = 1024 * 1024;
const RETRY_AFTER_S = 5;

let signingKey: CryptoKey | undefined;

const limitSize = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError: () => {
    throw new HTTPException(413, { message: `A body may have ${MAX_BODY_BYTES} bytes at most.` });
  },
});

/** Lets through what Slack signed, with its body as text. What is not UTF-8 never fits its signature. */
const verify = createMiddleware<{ Variables: { body: string } }>(async (c, next) => {
  // Several times faster in workerd than to read the bytes.
  const body = await c.req.text();
  signingKey ??= await importSigningKey(env.SLACK_SIGNING_SECRET);
  if (!(await isSignedBySlack(signingKey, c.req.raw.headers, body, Date.now()))) {
    const refusal = await refusalOfAddress("BAD_SIGNATURE_LIMIT", c.req.raw.headers);
    if (refusal) return refusal;
    throw new HTTPException(401, {
      message:
        "This needs Slack's signature, and a timestamp within five minutes of the present time.",
    });
  }
  c.set("body", body);
  return next();
});

const challengeSchema = z.object({ challenge: z.string() });

/** Under /api/integrations/slack. */
export const slack = new Hono()
  .post("/webhook", limitSize, verify, async (c) => {
    const body = c.get("body");
    const event = readJson(body, eventSchema);
    if (event.type === "url_verification") return c.json(readJson(body, challengeSchema));
    await store(deliveryOfEvent(body, event));
    return c.text("ok");
  })
  .post("/interactive", limitSize, verify, async (c) => {
    const payload = new URLSearchParams(c.get("body")).get("payload");
    if (payload === null) throw badRequest("The form needs a field named payload.");
    await store(deliveryOfInteraction(payload, readJson(payload, interactionSchema)));
    // Any text would be shown to the person in Slack.
    return c.body(null, 200);
  })
  .post("/commands", limitSize, verify, async (c) => {
    await store(deliveryOfCommand(new URLSearchParams(c.get("body"))));
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
