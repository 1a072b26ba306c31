import { eq, inArray, like } from "drizzle-orm";
import { expect, it } from "vitest";
import { signIn, userOf } from "../../dev/testing/client.ts";
import { database } from "../../dev/testing/database.ts";
import { organizationSlugRedirect as redirect, session, verification } from "../db/schema.ts";
import { SLUG_RESERVED_MS } from "../utils/slug.ts";
import { purgeExpired } from "./purge-expired.ts";

it("sessions and round trips that are over are removed, and no others", async () => {
  const { id: userId } = await userOf(await signIn());
  const mark = crypto.randomUUID();
  const expiresAt = new Date(Date.now() - 1000);
  // More than one page.
  await database.insert(verification).values(
    Array.from({ length: 1200 }, (_, i) => ({
      identifier: `${mark}:${i}`,
      value: "{}",
      expiresAt,
    })),
  );
  await database.insert(verification).values({
    identifier: `${mark}:alive`,
    value: "{}",
    expiresAt: new Date(Date.now() + 60_000),
  });
  await database.insert(session).values({ token: mark, userId, expiresAt });

  await purgeExpired(database);
  const left = await database
    .select({ identifier: verification.identifier })
    .from(verification)
    .where(like(verification.identifier, `${mark}:%`));
  expect(left).toEqual([{ identifier: `${mark}:alive` }]);
  const sessions = await database.query.session.findMany({ where: eq(session.userId, userId) });
  expect(sessions).toHaveLength(1);
  expect(sessions[0]?.token).not.toBe(mark);
});

it("slugs of deleted organizations are removed once they are free again", async () => {
  const slug = (of: string) => `${of}-${crypto.randomUUID().slice(0, 8)}`;
  const [free, resting] = [slug("free"), slug("resting")];
  const before = (ms: number) => new Date(Date.now() - SLUG_RESERVED_MS - ms).toISOString();
  await database.insert(redirect).values([
    { slug: free, updatedAt: before(1000) },
    { slug: resting, updatedAt: before(-60_000) },
  ]);

  await purgeExpired(database);
  const left = await database
    .select()
    .from(redirect)
    .where(inArray(redirect.slug, [free, resting]));
  expect(left.map((row) => row.slug)).toEqual([resting]);
});
