import { initTRPC, type ProcedureType, TRPCError } from "@trpc/server";
import { z, ZodError, ZodRealError } from "zod";
import { isLocalStage } from "../../env.ts";
import { isRecent, SIGN_IN_AGAIN } from "../auth/session-lifetime.ts";
import { hasServiceToken } from "../auth/service-token.ts";
import { isDatabaseUnavailable, isLockConflict, isMissingParent } from "../db/helpers.ts";
import { type Role, ROLES } from "../db/values.ts";
import { env } from "../env.ts";
import { isPageOfOther, OTHER_USER, otherUserMessage } from "../http/page-user.ts";
import { isWithinLimit, TOO_MANY } from "../http/rate-limit.ts";
import type { RateLimitName } from "../http/rate-limits.ts";
import { toItsEnd } from "../http/to-its-end.ts";
import { announceMutation } from "../live/announce-mutation.ts";
import { currentRecord } from "../log/request-record.ts";
import type { Context } from "./context.ts";
import { FailedCall } from "./failed-call.ts";

// Who may do what is decided here and nowhere else:
//
// publicProcedure
//   ├── viewerProcedure               a live session, with all that user.me answers
//   ├── serviceProcedure              the service token
//   └── protectedProcedure            a live session
//         ├── ownAccountProcedure         one's own: not while somebody acts as one
//         │     └── recentlySignedInProcedure   in a session of the last quarter of an hour
//         ├── impersonatorProcedure       a platform admin who acts as somebody
//         ├── orgProtectedProcedure       { organizationSlug }: a member
//         │     ├── orgAdminProcedure         owner or admin
//         │     │     └── roleGivingProcedure       { role }: to make an owner, recently signed in
//         │     └── orgOwnerProcedure         owner
//         │           └── recentOwnerProcedure      recently signed in
//         ├── instanceProtectedProcedure  { organizationSlug, instanceSlug }: a member
//         │     └── instanceAdminProcedure    owner or admin
//         ├── invitationProcedure         { invitationId }: an open one, whoever it is for
//         │     └── invitedProcedure          the person it is for
//         ├── adminProcedure              platform admin, not acting as anybody
//         └── personAdminProcedure        { userId }: a recently signed-in platform admin, for another user
//
// Giving and taking roles: requireMayAssign and requireMayMakeOwners. Impersonation: requireMayActAs. Open
// invitations: open-invitation.ts. A missing row and another organization's row answer the same NOT_FOUND.

/** A rung of the ladder above, as every procedure carries it for whoever lists them. */
type Rung =
  | "publicProcedure"
  | "viewerProcedure"
  | "serviceProcedure"
  | "protectedProcedure"
  | "ownAccountProcedure"
  | "recentlySignedInProcedure"
  | "impersonatorProcedure"
  | "orgProtectedProcedure"
  | "orgAdminProcedure"
  | "roleGivingProcedure"
  | "orgOwnerProcedure"
  | "recentOwnerProcedure"
  | "instanceProtectedProcedure"
  | "instanceAdminProcedure"
  | "invitationProcedure"
  | "invitedProcedure"
  | "adminProcedure"
  | "personAdminProcedure";

const t = initTRPC
  .context<Context>()
  .meta<{ rung: Rung }>()
  .create({
    errorFormatter({ shape, error }) {
      const { code, httpStatus, path } = shape.data;
      return {
        code: shape.code,
        message: messageForPeople(error),
        data: {
          code,
          httpStatus,
          path,
          fieldErrors: fieldErrors(error),
          reason: error.cause instanceof Refusal ? error.cause.reason : undefined,
          cost: error instanceof FailedCall ? error.cost : undefined,
          // What there is more to know of is in the log, where this finds it.
          requestId: httpStatus >= 500 ? currentRecord()?.id : undefined,
        },
      };
    },
  });

/** What may be shown: our own words, and of anything unexpected nothing, except to its developer. */
function messageForPeople(error: TRPCError): string {
  if (error.cause instanceof ZodError) return "Some of the values are not valid.";
  if (error.code === "INTERNAL_SERVER_ERROR") {
    const detail = isLocalStage(env) ? ` (${rootCause(error).message})` : "";
    return `Something went wrong on our side.${detail}`;
  }
  return error.message;
}

const rootCause = (error: Error): Error =>
  error.cause instanceof Error ? rootCause(error.cause) : error;

/** The first message for each field of an input that zod refused, keyed by the field's path. */
function fieldErrors(error: TRPCError): Record<string, string> | undefined {
  if (!(error.cause instanceof ZodError)) return undefined;
  const errors: Record<string, string> = {};
  for (const issue of error.cause.issues) errors[issue.path.join(".")] ??= issue.message;
  return errors;
}

export const { router, createCallerFactory } = t;

/** Turns what may go wrong in the database at any time into the error that says so, for every procedure. */
const databaseErrors = t.middleware(async ({ next }) => {
  const result = await next();
  if (result.ok) return result;
  const { cause } = result.error;
  if (isDatabaseUnavailable(cause))
    throw new TRPCError({
      code: "SERVICE_UNAVAILABLE",
      message: "The database can't be reached right now. Please try again in a moment.",
      cause,
    });
  if (isMissingParent(cause))
    throw new TRPCError({
      code: "NOT_FOUND",
      message: "What you wanted to add to has just been deleted.",
      cause,
    });
  if (isLockConflict(cause))
    throw new TRPCError({
      code: "CONFLICT",
      message: "Somebody else is changing this right now. Please try again.",
      cause,
    });
  return result;
});

/** Here rather than around the request: the calls of a streamed batch go on after its answer has begun. */
const mutationsEnd = t.middleware(({ type, next }) =>
  type === "mutation" ? toItsEnd(next()) : next(),
);

export const publicProcedure = t.procedure
  .meta({ rung: "publicProcedure" })
  .use(databaseErrors)
  .use(mutationsEnd);

const unauthorized = () =>
  new TRPCError({ code: "UNAUTHORIZED", message: "Please sign in to continue." });

/** Counts one more of something that may be done only so often. @throws when that was too often. */
export async function requireWithinLimit(name: RateLimitName, key: string) {
  if (!(await isWithinLimit(name, key)))
    throw new TRPCError({ code: "TOO_MANY_REQUESTS", message: TOO_MANY });
}

/** The cause of a refusal that the page itself knows what to do about. */
class Refusal extends Error {
  override name = "Refusal";
  readonly reason: typeof SIGN_IN_AGAIN | typeof OTHER_USER;

  constructor(reason: Refusal["reason"]) {
    super(reason);
    this.reason = reason;
  }
}

/** A page that is still open goes on for its own person alone, whoever is signed in by now. */
function requireOwnPage({ request }: Context, user: { id: string; email: string }) {
  if (isPageOfOther(request.headers, user))
    throw new TRPCError({
      code: "CONFLICT",
      message: otherUserMessage(user),
      cause: new Refusal(OTHER_USER),
    });
}

/** The checks for every call of a signed-in user: whose page it is from, and the rate limit of mutations. */
async function admit(ctx: Context, type: ProcedureType, user: { id: string; email: string }) {
  requireOwnPage(ctx, user);
  if (type === "mutation") await requireWithinLimit("MUTATION_LIMIT", user.id);
}

export const viewerProcedure = publicProcedure
  .meta({ rung: "viewerProcedure" })
  .use(async ({ ctx, next }) => {
    const viewer = await ctx.authorize.viewer();
    if (!viewer) throw unauthorized();
    requireOwnPage(ctx, viewer.user);
    return next({ ctx: { viewer } });
  });

export const protectedProcedure = publicProcedure
  .meta({ rung: "protectedProcedure" })
  .use(async ({ ctx, type, next }) => {
    const authorized = await ctx.authorize.session();
    if (!authorized) throw unauthorized();
    await admit(ctx, type, authorized.user);
    return next({ ctx: authorized });
  });

/** What belongs to a person alone: their profile, connected accounts and sessions. */
export const ownAccountProcedure = protectedProcedure
  .meta({ rung: "ownAccountProcedure" })
  .use(({ ctx, next }) => {
    requireOneself(ctx);
    return next();
  });

/** For what whoever finds an open browser could otherwise do for good. */
function requireRecentSignIn({ session }: { session: Parameters<typeof isRecent>[0] & ActsAs }) {
  if (isRecent(session)) return;
  if (session.impersonatedBy)
    throw forbidden(
      "You began to act as this person a while ago. Please stop and begin again to do this.",
    );
  throw new TRPCError({
    code: "FORBIDDEN",
    message: "Please sign in again to do this.",
    cause: new Refusal(SIGN_IN_AGAIN),
  });
}

export const recentlySignedInProcedure = ownAccountProcedure
  .meta({ rung: "recentlySignedInProcedure" })
  .use(({ ctx, next }) => {
    requireRecentSignIn(ctx);
    return next();
  });

interface ActsAs {
  impersonatedBy: string | null;
}

function requireOneself({ session }: { session: ActsAs }) {
  if (session.impersonatedBy) throw forbidden("This is not possible while impersonating a user.");
}

export const impersonatorProcedure = protectedProcedure
  .meta({ rung: "impersonatorProcedure" })
  .use(({ ctx, next }) => {
    const { impersonatedBy } = ctx.session;
    if (!impersonatedBy) throw forbidden("You are not acting as anybody else.");
    return next({ ctx: { impersonatorId: impersonatedBy } });
  });

export const adminProcedure = ownAccountProcedure
  .meta({ rung: "adminProcedure" })
  .use(({ ctx, next }) => {
    requirePlatformAdmin(ctx);
    return next();
  });

function requirePlatformAdmin({ user }: { user: { role: string } }) {
  if (user.role !== "admin") throw platformAdminsOnly();
}

/** For services and tests, which have no session. */
export const serviceProcedure = publicProcedure
  .meta({ rung: "serviceProcedure" })
  .use(({ ctx, next }) => {
    if (!hasServiceToken(ctx.request.headers))
      throw new TRPCError({
        code: "UNAUTHORIZED",
        message: "The service token is missing or wrong.",
      });
    return next();
  });

/** For a procedure that sets cookies: in a stream they would not reach the browser, and a request sets them once. */
export const settingCookies = t.middleware(({ ctx, next }) => {
  if (ctx.streams)
    throw new TRPCError({ code: "BAD_REQUEST", message: "Call this by itself, not in a stream." });
  if (!ctx.takeCookies())
    throw new TRPCError({ code: "BAD_REQUEST", message: "Call this once in a batch." });
  return next();
});

/** Longer than any slug can be: refused before it reaches the database. */
const slugInput = z.string().min(1).max(255);

export const organizationInput = z.object({ organizationSlug: slugInput });
export const instanceInput = organizationInput.extend({ instanceSlug: slugInput });

export const orgProtectedProcedure = publicProcedure
  .meta({ rung: "orgProtectedProcedure" })
  .input(organizationInput)
  .use(async ({ ctx, input, path, type, next }) => {
    const authorized = await ctx.authorize.organization({
      organizationSlug: input.organizationSlug,
    });
    if (!authorized) throw unauthorized();
    const { session, user, organization, membership } = authorized;
    await admit(ctx, type, user);
    if (!organization || !membership) throw notFound("organization");
    const result = await next({ ctx: { session, user, organization, membership } });
    if (type === "mutation" && result.ok) announceMutation(ctx, path, organization);
    return result;
  });

export const instanceProtectedProcedure = publicProcedure
  .meta({ rung: "instanceProtectedProcedure" })
  .input(instanceInput)
  .use(async ({ ctx, input, path, type, next }) => {
    const authorized = await ctx.authorize.instance({
      organizationSlug: input.organizationSlug,
      instanceSlug: input.instanceSlug,
    });
    if (!authorized) throw unauthorized();
    const { session, user, organization, membership, instance } = authorized;
    await admit(ctx, type, user);
    if (!organization || !membership) throw notFound("organization");
    if (!instance) throw notFound("instance");
    const result = await next({ ctx: { session, user, organization, membership, instance } });
    if (type === "mutation" && result.ok) announceMutation(ctx, path, organization, instance);
    return result;
  });

export const mayAdminister = (role: Role) => role === "owner" || role === "admin";

export const orgAdminProcedure = orgProtectedProcedure
  .meta({ rung: "orgAdminProcedure" })
  .use(({ ctx, next }) => {
    if (!mayAdminister(ctx.membership.role)) throw forbidden(ADMINS_ONLY);
    return next();
  });

export const orgOwnerProcedure = orgProtectedProcedure
  .meta({ rung: "orgOwnerProcedure" })
  .use(({ ctx, next }) => {
    if (ctx.membership.role !== "owner")
      throw forbidden("Only an owner of the organization can do this.");
    return next();
  });

export const recentOwnerProcedure = orgOwnerProcedure
  .meta({ rung: "recentOwnerProcedure" })
  .use(({ ctx, next }) => {
    requireRecentSignIn(ctx);
    return next();
  });

export const roleGivingProcedure = orgAdminProcedure
  .meta({ rung: "roleGivingProcedure" })
  .input(z.object({ role: z.enum(ROLES) }))
  .use(({ ctx, input, next }) => {
    if (input.role === "owner") requireRecentSignIn(ctx);
    return next();
  });

export const instanceAdminProcedure = instanceProtectedProcedure
  .meta({ rung: "instanceAdminProcedure" })
  .use(({ ctx, next }) => {
    if (!mayAdminister(ctx.membership.role)) throw forbidden(ADMINS_ONLY);
    return next();
  });

/** An id as an input: longer than any can be is refused before it reaches the database. */
export const idInput = z.string().min(1).max(64);

export const personAdminProcedure = publicProcedure
  .meta({ rung: "personAdminProcedure" })
  .input(z.object({ userId: idInput }))
  .use(async ({ ctx, input, type, next }) => {
    const authorized = await ctx.authorize.person({ userId: input.userId });
    if (!authorized) throw unauthorized();
    const { session, user, person } = authorized;
    await admit(ctx, type, user);
    requireOneself(authorized);
    requirePlatformAdmin(authorized);
    requireRecentSignIn(authorized);
    if (!person) throw notFound("user");
    if (person.id === user.id)
      throw new TRPCError({ code: "BAD_REQUEST", message: "You can't do this to yourself." });
    return next({ ctx: { session, user, person } });
  });

/** Refuses to let a platform admin act as another, or as somebody who is banned. */
export function requireMayActAs(person: {
  role: string;
  banned: boolean;
  banExpires: Date | null;
}) {
  if (person.role === "admin") throw forbidden("You can't act as another platform admin.");
  if (person.banned && !(person.banExpires && person.banExpires < new Date()))
    throw forbidden("You can't act as somebody who is banned.");
}

export const invitationProcedure = publicProcedure
  .meta({ rung: "invitationProcedure" })
  .input(z.object({ invitationId: idInput }))
  .use(async ({ ctx, input, type, next }) => {
    const authorized = await ctx.authorize.invitation({ invitationId: input.invitationId });
    if (!authorized) throw unauthorized();
    const { session, user, emailVerified, organization, invitation, inviter } = authorized;
    await admit(ctx, type, user);
    if (!organization || !invitation || !authorized.inviterMayStillGive) throw invitationNotOpen();
    const isForUser = emailVerified && invitation.email === user.email;
    return next({ ctx: { session, user, organization, invitation, inviter, isForUser } });
  });

export const invitedProcedure = invitationProcedure
  .meta({ rung: "invitedProcedure" })
  .use(async ({ ctx, path, type, next }) => {
    if (!ctx.isForUser)
      throw forbidden(
        `This invitation is for ${ctx.invitation.email}. Please sign in as that person.`,
      );
    const result = await next();
    if (type === "mutation" && result.ok) announceMutation(ctx, path, ctx.organization);
    return result;
  });

/**
 * Refuses to let somebody give or take these roles: admins may do so, but only an owner makes or
 * unmakes owners. Besides the ladder, since it depends on what is found in the transaction of the change.
 * @param actor the role of the one who does it
 * @param roles every role that somebody loses or gets by it
 */
export function requireMayAssign(actor: Role, ...roles: Role[]) {
  if (!mayAdminister(actor)) throw forbidden(ADMINS_ONLY);
  if (actor !== "owner" && roles.includes("owner"))
    throw forbidden("Only an owner of the organization can make or unmake an owner.");
}

/** Refuses to make an owner while impersonating: the role would outlast the impersonation. */
export function requireMayMakeOwners(
  { session }: { session: { impersonatedBy: string | null } },
  role: Role,
) {
  if (role === "owner" && session.impersonatedBy)
    throw forbidden("You can't make an owner while impersonating a user.");
}

/** Refuses to invite the platform admin's own address while impersonating. */
export function requireAddressOfAnother(email: string, impersonator: { email: string } | null) {
  if (impersonator?.email === email)
    throw forbidden("You can't invite yourself while impersonating a user.");
}

export const platformAdminsOnly = () => forbidden("This is for platform admins.");

const ADMINS_ONLY = "Only an owner or an admin of the organization can do this.";

const forbidden = (message: string) => new TRPCError({ code: "FORBIDDEN", message });

/** The same answer for what does not exist and what belongs to somebody else. */
export const notFound = (thing: string) =>
  new TRPCError({ code: "NOT_FOUND", message: `There is no such ${thing}, or it is not yours.` });

/** The same answer for an invitation that never was and one that is over. */
export const invitationNotOpen = () =>
  new TRPCError({
    code: "NOT_FOUND",
    message:
      "There is no such open invitation. It may have been accepted, declined or revoked, it has expired, or the person who sent it may not invite you any more.",
  });

/** A value that has to be unique and is taken. */
export const conflict = (message: string) => new TRPCError({ code: "CONFLICT", message });

/** As much as there may be of something already. */
export const limitReached = (message: string) =>
  new TRPCError({ code: "UNPROCESSABLE_CONTENT", message });

/** A value that the schema lets through and that is wrong all the same: shown at its field. */
export const invalid = (field: string, message: string) =>
  new TRPCError({
    code: "BAD_REQUEST",
    cause: new ZodRealError([{ code: "custom", path: [field], message, input: undefined }]),
  });
