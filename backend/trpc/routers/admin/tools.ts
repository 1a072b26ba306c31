import {
  type AnyTRPCProcedure,
  type AnyTRPCRouter,
  callTRPCProcedure,
  TRPCError,
} from "@trpc/server";
import { z } from "zod";
import { db } from "../../../db/client.ts";
import { currentRecord } from "../../../log/request-record.ts";
import { audit } from "../../audit.ts";
import { type CallCost, FailedCall } from "../../failed-call.ts";
import { adminProcedure, notFound } from "../../trpc.ts";

/** A JSON schema, as far as a form can be made of it. */
export interface JsonSchema {
  type?: string;
  description?: string;
  default?: unknown;
  enum?: unknown[];
  const?: unknown;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  anyOf?: JsonSchema[];
}

interface ProcedureInfo {
  path: string;
  type: "query" | "mutation" | "subscription";
  /** The rung of the ladder in trpc.ts that decides who may call it. */
  rung: string;
  /** null when it takes none. */
  input: JsonSchema | null;
}

const jsonSchema: z.ZodType<JsonSchema> = z.object({
  type: z.string().optional(),
  description: z.string().optional(),
  default: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  maxLength: z.number().optional(),
  get properties() {
    return z.record(z.string(), jsonSchema).optional();
  },
  required: z.array(z.string()).optional(),
  get items() {
    return jsonSchema.optional();
  },
  get anyOf() {
    return z.array(jsonSchema).optional();
  },
});

const meta = z.object({ rung: z.string() });

const CALL = "admin.callProcedure";

/**
 * What platform admins can find out about the API itself, and a way to call it.
 * @param wholeRouter gives the router that these procedures are a part of, once it is there.
 */
export const toolProcedures = (wholeRouter: () => AnyTRPCRouter) => ({
  /** Every procedure, by path. */
  listProcedures: adminProcedure.query(() =>
    proceduresOf(wholeRouter()).map(([path, procedure]) => describe(path, procedure)),
  ),

  /** Calls a procedure as the caller, with no more rights than a call of their own would have. */
  callProcedure: adminProcedure
    .input(z.object({ path: z.string().min(1).max(200), input: z.unknown().optional() }))
    .mutation(async ({ ctx, input: { path, input }, signal }) => {
      if (path === CALL)
        throw new TRPCError({ code: "BAD_REQUEST", message: "This procedure can't call itself." });
      const router = wholeRouter();
      const [, procedure] = proceduresOf(router).find(([known]) => known === path) ?? [];
      if (!procedure) throw notFound("procedure");
      // Also of a call that fails then. The input stays out of the log: it may hold what is secret.
      if (procedure._def.type === "mutation") await audit(db, ctx, { action: CALL, target: path });
      const cost = measure();
      try {
        const result: unknown = await callTRPCProcedure({
          router,
          path,
          ctx,
          type: procedure._def.type,
          getRawInput: async () => input,
          signal,
          batchIndex: 0,
        });
        return { result, ...cost() };
      } catch (error) {
        throw error instanceof TRPCError ? new FailedCall(error, cost()) : error;
      }
    }),
});

/** Begins to measure. @returns what tells how much it was until then. */
function measure(): () => CallCost {
  const record = currentRecord();
  const statementsBefore = record?.statements ?? 0;
  const startedAt = performance.now();
  return () => ({
    durationMs: performance.now() - startedAt,
    statements: (record?.statements ?? 0) - statementsBefore,
  });
}

function proceduresOf({ _def }: AnyTRPCRouter): [path: string, AnyTRPCProcedure][] {
  const procedures: Record<string, AnyTRPCProcedure> = _def.procedures;
  return Object.entries(procedures).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function describe(path: string, { _def: { type, inputs, meta: ownMeta } }: AnyTRPCProcedure) {
  return {
    path,
    type,
    rung: meta.parse(ownMeta).rung,
    input: inputSchema(inputs),
  } satisfies ProcedureInfo;
}

/** The schemas that the rungs and the procedure ask of an input, as one. */
function inputSchema(inputs: unknown[]): JsonSchema | null {
  const schemas = inputs.map((input) => {
    if (!(input instanceof z.ZodType)) throw new Error("An input that is no zod schema.");
    return jsonSchema.parse(z.toJSONSchema(input, { io: "input", unrepresentable: "any" }));
  });
  const [first, ...more] = schemas;
  if (!first) return null;
  return more.reduce(
    (merged, schema) => ({
      ...merged,
      properties: { ...merged.properties, ...schema.properties },
      required: [...(merged.required ?? []), ...(schema.required ?? [])],
    }),
    first,
  );
}
