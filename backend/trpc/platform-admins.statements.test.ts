import { and, eq, inArray, notInArray } from "drizzle-orm";
import { expect, it } from "vitest";
import { type Browser, signInAsAdmin, userOf } from "../../dev/testing/client.ts";
import { database } from "../../dev/testing/database.ts";
import { race } from "../../dev/testing/race.ts";
import { user } from "../db/schema.ts";

// Among the tests that run alone, since it needs a platform without other admins.

/** Does something while these are the only platform admins. */
async function whileAlone(ids: string[], work: () => Promise<void>) {
  const others = await database
    .select({ id: user.id })
    .from(user)
    .where(and(eq(user.role, "admin"), notInArray(user.id, ids)));
  const theirs = inArray(
    user.id,
    others.map(({ id }) => id),
  );
  if (others.length > 0) await database.update(user).set({ role: "user" }).where(theirs);
  try {
    await work();
  } finally {
    if (others.length > 0) await database.update(user).set({ role: "admin" }).where(theirs);
  }
}

const deleteAccount = async (browser: Browser) =>
  browser.api.user.deleteAccount.mutate({ confirmEmail: (await userOf(browser)).email });

it("one platform admin stays when the last two delete their accounts at the same moment", async () => {
  for (let round = 0; round < 3; round++) {
    const admins = [await signInAsAdmin(), await signInAsAdmin()];
    const ids = await Promise.all(admins.map(async (admin) => (await userOf(admin)).id));
    await whileAlone(ids, async () => {
      const outcomes = await race(admins.map(deleteAccount));
      expect(outcomes.toSorted()).toEqual(["CONFLICT", "OK"]);
      const last = admins[outcomes.indexOf("CONFLICT")];
      if (!last) throw new Error("One should be left.");
      expect(await userOf(last)).toMatchObject({ role: "admin" });
      expect(await race([deleteAccount(last)])).toEqual(["CONFLICT"]);
    });
  }
});
