import { and, asc, eq, like, or, sql } from "drizzle-orm";
import { drizzle, type MySql2Database } from "drizzle-orm/mysql2";
import { type ConnectionOptions, createConnection } from "mysql2/promise";
import { newId } from "./columns.ts";
import * as schema from "./schema.ts";

const { account } = schema;

// Changes of rows that a release needs. A migration can't make them (see migrate.ts), so these run after
// the migrations, at each start of a local stack and at each deploy before the workers are uploaded. They are
// idempotent. A step is removed once every stage has been deployed with it.

/** Runs in Node over MySQL's own protocol, like the migrations. */
export async function runDataSteps(options: ConnectionOptions) {
  const connection = await createConnection({ ...options, timezone: "Z" });
  try {
    await moveGoogleGrants(drizzle(connection, { schema, mode: "default" }));
  } finally {
    await connection.end();
  }
}

type Db = MySql2Database<typeof schema>;

const PAGE = 100;
const SIGN_IN_SCOPES = "openid,email,profile";

/** Accounts made by connecting Gmail, and sign-ins that hold the tokens of a connection. */
const holdsGrant = and(
  eq(account.providerId, "google"),
  or(
    sql`json_extract(${account.metadata}, '$.connected') = true`,
    and(like(account.scope, "%/auth/gmail.send%"), like(account.scope, "%/auth/calendar%")),
  ),
);

/** Gmail connections were `google` rows once, which sign in; now they are `google-gmail` rows. */
async function moveGoogleGrants(db: Db) {
  for (;;) {
    const rows = await db.query.account.findMany({
      where: holdsGrant,
      orderBy: asc(account.id),
      limit: PAGE,
    });
    if (rows.length === 0) return;
    for (const { id } of rows) await db.transaction((tx) => moveGrant(tx, id));
  }
}

async function moveGrant(tx: Parameters<Parameters<Db["transaction"]>[0]>[0], id: string) {
  const [row] = await tx
    .select()
    .from(account)
    .where(and(eq(account.id, id), holdsGrant))
    .for("update");
  if (!row) return;
  const { connected, ...metadata } = row.metadata ?? {};
  await tx
    .insert(account)
    // Connected again since, by the release that runs now: that grant is the newer one.
    .ignore()
    .values({ ...row, id: newId("acc"), providerId: "google-gmail", metadata });
  if (connected) await tx.delete(account).where(eq(account.id, id));
  else
    await tx
      .update(account)
      .set({
        accessToken: null,
        refreshToken: null,
        idToken: null,
        accessTokenExpiresAt: null,
        refreshTokenExpiresAt: null,
        scope: SIGN_IN_SCOPES,
      })
      .where(eq(account.id, id));
}
