import { TRPCError } from "@trpc/server";

/** What a call took, on the server alone. */
export interface CallCost {
  durationMs: number;
  /** SQL statements, without BEGIN and COMMIT. */
  statements: number;
}

/** A call that failed while another procedure made it: the same error, and what it took until then. */
export class FailedCall extends TRPCError {
  readonly cost: CallCost;

  constructor({ code, message, cause }: TRPCError, cost: CallCost) {
    super({ code, message, cause });
    this.cost = cost;
  }
}
