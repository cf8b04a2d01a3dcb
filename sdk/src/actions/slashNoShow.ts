import type { Address } from "viem";
import type { Clients } from "./clients.ts";
import { type JobCallArgs, type JobCallResult, jobCall } from "./jobCall.ts";

/** Out of a provider's stake, $BLACK (wei); the parts sum to its lock. `toOthers`: to replicas that had done their part. */
export type NoShow = { provider: Address; toRequester: bigint; toOthers: bigint; burned: bigint };

/** `job` is open again, or refunded. */
export type SlashNoShowResult = JobCallResult & { slashed: NoShow[] };

/**
 * Anyone, when providers let the work period pass without a result (of several replicas: without a commitment): a quarter of each one's
 * locked stake goes to the requester, the rest is burned or, where the job ends by it, shared with the replicas that had committed.
 *
 * @throws BlacktailError `JobEscrow_DeadlineNotPassed`, `JobEscrow_WrongStatus`, `JobEscrow_StateMismatch`
 * @example
 * const { slashed } = await slashNoShow({ publicClient, walletClient }, { jobId: 1n });
 */
export async function slashNoShow(clients: Clients, args: JobCallArgs): Promise<SlashNoShowResult> {
  const { hash, receipt, job, events } = await jobCall(clients, args, ({ terms }) =>
    terms.replicas === 1 ? "slashNoShow" : "slashReplicas",
  );
  return { hash, receipt, job, slashed: noShowsOf(events) };
}

/** The providers that a call slashed for letting a deadline pass. */
export function noShowsOf(events: Awaited<ReturnType<typeof jobCall>>["events"]): NoShow[] {
  return events.flatMap(({ eventName, args }) => {
    if (eventName !== "NoShowSlashed") return [];
    const { provider, toRequester, toOthers, burned } = args;
    return [{ provider, toRequester, toOthers, burned }];
  });
}
