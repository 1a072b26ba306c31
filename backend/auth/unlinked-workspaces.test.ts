import { and, eq, inArray } from "drizzle-orm";
import { expect, it } from "vitest";
import { signInWithInstance } from "../../dev/testing/client.ts";
import { database } from "../../dev/testing/database.ts";
import {
  allowInSlack,
  follow,
  isRevokedAtSlack,
  setRevokeError,
  start,
} from "../../dev/testing/providers.ts";
import { slackId } from "../../dev/slack-sender/events.ts";
import { account, instanceAccountPermission } from "../db/schema.ts";
import { releaseUnlinkedWorkspaces } from "./unlinked-workspaces.ts";

type Scope = Awaited<ReturnType<typeof signInWithInstance>>;

const newTeam = () => ({ id: slackId("T"), name: "Hooli" });

/** Installs the bot, and says how Slack answers when the token is revoked. */
async function install({ owner, scope }: Scope, team: { id: string; name: string }) {
  const page = await start(owner, "integrations/link/slack-bot", { ...scope, callbackURL: "/" });
  const { path, token } = await allowInSlack(page, { team });
  expect(await follow(owner, path)).toBe("/?connected=slack-bot");
  return token;
}

const isKept = async (workspaceId: string) =>
  (await database.$count(
    account,
    and(eq(account.providerId, "slack-bot"), eq(account.accountId, workspaceId)),
  )) > 0;

const deleteInstance = ({ owner, scope }: Scope) =>
  owner.api.instance.delete.mutate({ ...scope, confirmName: "production" });

it("an instance takes a workspace along that nothing else is linked to, and leaves the others", async () => {
  const one = await signInWithInstance();
  const two = await signInWithInstance();
  const [own, shared] = [newTeam(), newTeam()];
  const ownToken = await install(one, own);
  await install(one, shared);
  const sharedToken = await install(two, shared);

  await deleteInstance(one);
  await expect.poll(() => isRevokedAtSlack(ownToken)).toBe(true);
  await expect.poll(() => isKept(own.id)).toBe(false);
  expect(await isRevokedAtSlack(sharedToken)).toBe(false);
  expect(await two.owner.api.instance.slackConnections.query(two.scope)).toHaveLength(1);
});

it("an organization takes the workspaces of all its instances along", async () => {
  const one = await signInWithInstance();
  const { owner, scope } = one;
  const { slug } = await owner.api.instance.create.mutate({ ...scope, name: "staging" });
  const tokens = [
    await install(one, newTeam()),
    await install({ owner, scope: { ...scope, instanceSlug: slug } }, newTeam()),
  ];
  await owner.api.organization.delete.mutate({ ...scope, confirmName: "Acme" });
  for (const token of tokens) await expect.poll(() => isRevokedAtSlack(token)).toBe(true);
});

it("a workspace whose token Slack did not revoke is kept for the next attempt", async () => {
  const one = await signInWithInstance();
  const team = newTeam();
  const token = await install(one, team);
  await setRevokeError(token, "unavailable");
  await deleteInstance(one);
  await releaseUnlinkedWorkspaces();
  expect(await isKept(team.id)).toBe(true);
  expect(await isRevokedAtSlack(token)).toBe(false);

  await setRevokeError(token, undefined);
  await releaseUnlinkedWorkspaces();
  expect(await isRevokedAtSlack(token)).toBe(true);
  expect(await isKept(team.id)).toBe(false);
});

it("a workspace does not wait for ever behind others that Slack never lets go of", async () => {
  const one = await signInWithInstance();
  const teams = [newTeam(), newTeam(), newTeam()];
  for (const team of teams) await setRevokeError(await install(one, team), "unavailable");
  await database
    .delete(instanceAccountPermission)
    .where(
      eq(
        instanceAccountPermission.instanceId,
        (await one.owner.api.instance.get.query(one.scope)).id,
      ),
    );
  // Before any that another test has left.
  for (const [i, team] of teams.entries())
    await database
      .update(account)
      .set({ updatedAt: new Date(Date.UTC(2001, 0, 1 + i)) })
      .where(eq(account.accountId, team.id));
  const attempted = async () => {
    const rows = await database.query.account.findMany({
      where: inArray(
        account.accountId,
        teams.map(({ id }) => id),
      ),
    });
    return rows.filter(({ updatedAt }) => updatedAt.getUTCFullYear() > 2001).length;
  };
  await releaseUnlinkedWorkspaces(2);
  expect(await attempted()).toBe(2);
  await releaseUnlinkedWorkspaces(2);
  expect(await attempted()).toBe(3);
});
