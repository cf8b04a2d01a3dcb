import type { Clients } from "./clients.ts";
import { type JobCallArgs, type JobCallResult, jobCall } from "./jobCall.ts";
import { first } from "./send.ts";

/** `toRequester` and `burned`: $BLACK (wei) out of the provider's stake; they sum to its lock. `job` is open again, or refunded. */
export type SlashNoShowResult = JobCallResult & { toRequester: bigint; burned: bigint };

/**
 * Anyone, when a provider let its work period pass without a result: a quarter of its locked stake goes to the requester, the rest
 * is burned.
 *
 * @throws BlacktailError `JobEscrow_DeadlineNotPassed`, `JobEscrow_WrongStatus`, `JobEscrow_StateMismatch`
 * @example
 * const { toRequester } = await slashNoShow({ publicClient, walletClient }, { jobId: 1n });
 */
export async function slashNoShow(clients: Clients, args: JobCallArgs): Promise<SlashNoShowResult> {
  const { hash, receipt, job, events } = await jobCall(clients, args, "slashNoShow");
  const slashes = events.flatMap((event) => (event.eventName === "NoShowSlashed" ? [event.args] : []));
  const { toRequester, burned } = first(slashes, "NoShowSlashed");
  return { hash, receipt, job, toRequester, burned };
}
