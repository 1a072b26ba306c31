import { TRPCClientError } from "@trpc/client";

/** What became of calls at the same moment: "OK" or the code of the error, for each. */
export async function race(calls: Promise<unknown>[]): Promise<string[]> {
  const results = await Promise.allSettled(calls);
  return results.map((result) => {
    if (result.status === "fulfilled") return "OK";
    const { reason } = result;
    return reason instanceof TRPCClientError ? String(reason.data?.code) : String(reason);
  });
}

export const count = (outcomes: string[], outcome: string) =>
  outcomes.filter((each) => each === outcome).length;
