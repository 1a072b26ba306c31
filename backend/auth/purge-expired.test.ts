import { eq, like } from "drizzle-orm";
import { expect, it } from "vitest";
import { signIn, userOf } from "../../dev/testing/client.ts";
import { database } from "../../dev/testing/database.ts";
import { session, verification } from "../db/schema.ts";
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
