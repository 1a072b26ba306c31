import { and, count, eq, gt, or, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/mysql-core";
import { type Transaction, transaction } from "../../../db/client.ts";
import { newId } from "../../../db/columns.ts";
import {
  organization,
  organizationInvitation as invitation,
  organizationUserMembership as membership,
  user,
} from "../../../db/schema.ts";
import { type Actor, audit } from "../../audit.ts";
import { invitationInput } from "../../inputs.ts";
import {
  flag,
  inviter,
  inviterMayStillGive,
  inviterMembership,
  isInviter,
  isInviterMembership,
  isUnanswered,
} from "../../open-invitation.ts";
import { impersonator, now } from "../../session.ts";
import {
  conflict,
  limitReached,
  notFound,
  requireAddressOfAnother,
  requireMayAssign,
  requireMayMakeOwners,
  requireWithinLimit,
  roleGivingProcedure,
} from "../../trpc.ts";

const LIFETIME_MS = 7 * 24 * 60 * 60 * 1000;

/** In an organization: enough for any team, and few enough to be listed in one piece. */
export const MAX_PENDING = 200;
/** For one address, by all organizations: what the invited person is shown. */
const MAX_FOR_ADDRESS = 20;
/** By one person, in all organizations. */
const MAX_SENT_A_DAY = 200;

interface Sender extends Actor {
  organization: { id: string };
}

/**
 * Locks the organization, who invites, and who is invited if they have an account: whatever is counted after
 * this stays true until the transaction ends.
 */
const lockInvited = (tx: Transaction, ctx: Sender, email: string) =>
  tx
    .select({ id: user.id })
    .from(organization)
    .innerJoin(user, or(eq(user.id, ctx.user.id), eq(user.email, email)))
    .where(eq(organization.id, ctx.organization.id))
    .orderBy(user.id)
    .for("update");

const counted = alias(invitation, "counted");

/** How many invitations there are, for a statement about something else. */
const howMany = (tx: Transaction, which: SQL | undefined) =>
  sql`${tx.select({ count: count() }).from(counted).where(which)}`.mapWith(Number);

/** How many invitations an address can answer. One that its inviter may not give any more keeps no other out. */
const howManyOpen = (tx: Transaction, email: string) =>
  sql`${tx
    .select({ count: count() })
    .from(invitation)
    .innerJoin(inviter, isInviter)
    .innerJoin(inviterMembership, isInviterMembership)
    .where(and(eq(invitation.email, email), isUnanswered, inviterMayStillGive))}`.mapWith(Number);

/** Everything that decides whether an invitation may be made, in one statement. */
async function findInvited(tx: Transaction, ctx: Sender, email: string) {
  const { organization: inside, session, user: sender } = ctx;
  const [found] = await tx
    .select({
      membershipId: membership.id,
      invitation: {
        id: invitation.id,
        isOpen: flag(and(isUnanswered, inviterMayStillGive)),
      },
      impersonator: { email: impersonator.email },
      pending: howMany(
        tx,
        and(eq(counted.organizationId, inside.id), eq(counted.status, "pending")),
      ),
      openForAddress: howManyOpen(tx, email),
      sentToday: howMany(
        tx,
        and(eq(counted.invitedBy, sender.id), gt(counted.createdAt, sql`${now} - interval 1 day`)),
      ),
    })
    .from(organization)
    .leftJoin(
      invitation,
      and(eq(invitation.organizationId, organization.id), eq(invitation.email, email)),
    )
    .leftJoin(inviter, isInviter)
    .leftJoin(inviterMembership, isInviterMembership)
    .leftJoin(impersonator, eq(impersonator.id, session.impersonatedBy ?? ""))
    .leftJoin(user, eq(user.email, email))
    .leftJoin(
      membership,
      and(eq(membership.userId, user.id), eq(membership.organizationId, organization.id)),
    )
    .where(eq(organization.id, inside.id));
  if (!found) throw notFound("organization");
  return found;
}

function requireWithinLimits({ pending, openForAddress, sentToday }: Counts, email: string) {
  if (pending >= MAX_PENDING)
    throw limitReached(
      `There are ${MAX_PENDING} invitations without an answer. Please revoke some of them first.`,
    );
  if (openForAddress >= MAX_FOR_ADDRESS)
    throw limitReached(
      `${email} has ${MAX_FOR_ADDRESS} open invitations, which have to be answered before there can be another.`,
    );
  if (sentToday >= MAX_SENT_A_DAY)
    throw limitReached(
      `A person invites at most ${MAX_SENT_A_DAY} others a day. Please try again tomorrow.`,
    );
}

type Counts = Pick<
  Awaited<ReturnType<typeof findInvited>>,
  "pending" | "openForAddress" | "sentToday"
>;

/** Opens an invitation for a week. No mail is sent: the inviter passes on its link, /invitations/ID. */
export const invite = roleGivingProcedure
  .input(invitationInput)
  .mutation(async ({ ctx, input: { email, role } }) => {
    requireMayAssign(ctx.membership.role, role);
    requireMayMakeOwners(ctx, role);
    await requireWithinLimit("INVITATION_LIMIT", ctx.organization.id);

    const createdAt = new Date();
    const created = {
      id: newId("inv"),
      email,
      role,
      createdAt: createdAt.toISOString(),
      expiresAt: new Date(createdAt.getTime() + LIFETIME_MS).toISOString(),
    };
    const values = {
      ...created,
      organizationId: ctx.organization.id,
      invitedBy: ctx.user.id,
      status: "pending" as const,
    };
    await transaction(async (tx) => {
      await lockInvited(tx, ctx, email);
      const found = await findInvited(tx, ctx, email);
      requireAddressOfAnother(email, found.impersonator);
      if (found.membershipId) throw conflict(`${email} is a member already.`);
      if (found.invitation?.isOpen)
        throw conflict(`There already is an open invitation for ${email}.`);
      requireWithinLimits(found, email);
      // A new id too: the link of the invitation that is over stays dead.
      if (found.invitation)
        await tx.update(invitation).set(values).where(eq(invitation.id, found.invitation.id));
      else await tx.insert(invitation).values(values);
      await audit(tx, ctx, {
        action: "invitation.create",
        target: created.id,
        metadata: { email, after: { role } },
      });
    });
    return created;
  });
