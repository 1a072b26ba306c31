import { TRPCClientError } from "@trpc/client";

/** The outcome of each of several concurrent calls: "OK" or the error's code. */
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
