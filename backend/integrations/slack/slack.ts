import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { createMiddleware } from "hono/factory";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import { env } from "../../env.ts";
import { announceEvents } from "./announce-events.ts";
import { type Delivery, readCommand, readEvent, readInteraction } from "./delivery.ts";
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

/** Lets through what Slack signed, with its body as text. */
const verify = createMiddleware<{ Variables: { body: string } }>(async (c, next) => {
  const bytes = new Uint8Array(await c.req.arrayBuffer());
  signingKey ??= await importSigningKey(env.SLACK_SIGNING_SECRET);
  if (!(await isSignedBySlack(signingKey, c.req.raw.headers, bytes, Date.now())))
    throw new HTTPException(401, {
      message:
        "This needs Slack's signature, and a timestamp within five minutes of the present time.",
    });
  c.set("body", decodeText(bytes));
  return next();
});

const urlVerificationSchema = z.object({ type: z.literal("url_verification") });
const challengeSchema = z.object({ challenge: z.string() });

/** Under /api/integrations/slack. */
export const slack = new Hono()
  .post("/webhook", limitSize, verify, async (c) => {
    const body = c.get("body");
    const json = parseObject(body);
    if (urlVerificationSchema.safeParse(json).success) {
      const verification = challengeSchema.safeParse(json);
      if (!verification.success) throw badRequest("A url_verification needs a challenge.");
      return c.json({ challenge: verification.data.challenge });
    }
    await store(readEvent(body, json));
    return c.text("ok");
  })
  .post("/interactive", limitSize, verify, async (c) => {
    const payload = new URLSearchParams(c.get("body")).get("payload");
    if (payload === null) throw badRequest("The form needs a field named payload.");
    await store(readInteraction(payload, parseObject(payload)));
    // Any text would be shown to the person in Slack.
    return c.body(null, 200);
  })
  .post("/commands", limitSize, verify, async (c) => {
    await store(readCommand(new URLSearchParams(c.get("body"))));
    return c.body(null, 200);
  });

async function store(delivery: Delivery) {
  try {
    await storeDelivery(delivery);
    announceEvents(delivery.workspaces);
  } catch (error) {
    console.error("An event from Slack could not be stored:", error);
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

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw badRequest("The body has to be UTF-8.");
  }
}

const objectSchema = z.record(z.string(), z.unknown());

function parseObject(text: string): Record<string, unknown> {
  try {
    return objectSchema.parse(JSON.parse(text));
  } catch {
    throw badRequest("This has to be a JSON object.");
  }
}
