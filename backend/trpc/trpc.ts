import { initTRPC, TRPCError } from "@trpc/server";
import { z, ZodError } from "zod";
import { isLocalStage } from "../../env.ts";
import { isDatabaseUnavailable } from "../db/helpers.ts";
import type { Role } from "../db/schema.ts";
import { env } from "../env.ts";
import { announceMutation } from "../live/announce-mutation.ts";
import type { Context } from "./context.ts";

// Who may do what is decided here and nowhere else:
//
// publicProcedure
//   ├── viewerProcedure               a live session, with all that user.me answers
//   └── protectedProcedure            a live session
//         ├── orgProtectedProcedure       { organizationSlug }: a member
//         │     ├── orgAdminProcedure         owner or admin
//         │     └── orgOwnerProcedure         owner
//         ├── instanceProtectedProcedure  { organizationSlug, instanceSlug }: a member
//         │     └── instanceAdminProcedure    owner or admin
//         └── adminProcedure              platform admin
//
// What does not exist and what is somebody else's answer the same NOT_FOUND.

const t = initTRPC.context<Context>().create({
  errorFormatter({ shape, error }) {
    const { code, httpStatus, path } = shape.data;
    return {
      code: shape.code,
      message: messageForPeople(error),
      data: { code, httpStatus, path, fieldErrors: fieldErrors(error) },
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

/** Turns a database that cannot be reached into the error that says so, for every procedure. */
const databaseErrors = t.middleware(async ({ next }) => {
  const result = await next();
  if (!result.ok && isDatabaseUnavailable(result.error.cause))
    throw new TRPCError({
      code: "SERVICE_UNAVAILABLE",
      message: "The database can't be reached right now. Please try again in a moment.",
      cause: result.error.cause,
    });
  return result;
});

export const publicProcedure = t.procedure.use(databaseErrors);

const unauthorized = () =>
  new TRPCError({ code: "UNAUTHORIZED", message: "Please sign in to continue." });

export const viewerProcedure = publicProcedure.use(async ({ ctx, next }) => {
  const viewer = await ctx.authorize.viewer();
  if (!viewer) throw unauthorized();
  return next({ ctx: { viewer } });
});

export const protectedProcedure = publicProcedure.use(async ({ ctx, next }) => {
  const authorized = await ctx.authorize.session();
  if (!authorized) throw unauthorized();
  return next({ ctx: authorized });
});

export const adminProcedure = protectedProcedure.use(({ ctx, next }) => {
  if (ctx.user.role !== "admin") throw forbidden("This is for platform admins.");
  return next();
});

/** Longer than any slug can be: refused before it reaches the database. */
const slugInput = z.string().min(1).max(255);

export const organizationInput = z.object({ organizationSlug: slugInput });
export const instanceInput = organizationInput.extend({ instanceSlug: slugInput });

export const orgProtectedProcedure = publicProcedure
  .input(organizationInput)
  .use(async ({ ctx, input, path, type, next }) => {
    const authorized = await ctx.authorize.organization({
      organizationSlug: input.organizationSlug,
    });
    if (!authorized) throw unauthorized();
    const { session, user, organization, membership } = authorized;
    if (!organization || !membership) throw notFound("organization");
    const result = await next({ ctx: { session, user, organization, membership } });
    if (type === "mutation" && result.ok) announceMutation(ctx, path, organization);
    return result;
  });

export const instanceProtectedProcedure = publicProcedure
  .input(instanceInput)
  .use(async ({ ctx, input, path, type, next }) => {
    const authorized = await ctx.authorize.instance({
      organizationSlug: input.organizationSlug,
      instanceSlug: input.instanceSlug,
    });
    if (!authorized) throw unauthorized();
    const { session, user, organization, membership, instance } = authorized;
    if (!organization || !membership) throw notFound("organization");
    if (!instance) throw notFound("instance");
    const result = await next({ ctx: { session, user, organization, membership, instance } });
    if (type === "mutation" && result.ok) announceMutation(ctx, path, organization, instance);
    return result;
  });

const mayAdminister = (role: Role) => role === "owner" || role === "admin";

export const orgAdminProcedure = orgProtectedProcedure.use(({ ctx, next }) => {
  if (!mayAdminister(ctx.membership.role)) throw forbidden(ADMINS_ONLY);
  return next();
});

export const orgOwnerProcedure = orgProtectedProcedure.use(({ ctx, next }) => {
  if (ctx.membership.role !== "owner")
    throw forbidden("Only an owner of the organization can do this.");
  return next();
});

export const instanceAdminProcedure = instanceProtectedProcedure.use(({ ctx, next }) => {
  if (!mayAdminister(ctx.membership.role)) throw forbidden(ADMINS_ONLY);
  return next();
});

const ADMINS_ONLY = "Only an owner or an admin of the organization can do this.";

const forbidden = (message: string) => new TRPCError({ code: "FORBIDDEN", message });

/** The same answer for what does not exist and what belongs to somebody else. */
export const notFound = (thing: string) =>
  new TRPCError({ code: "NOT_FOUND", message: `There is no such ${thing}, or it is not yours.` });

/** A value that has to be unique and is taken. */
export const conflict = (message: string) => new TRPCError({ code: "CONFLICT", message });
