import type { Clients } from "./clients.ts";
import { type JobCallArgs, type JobCallResult, jobCall } from "./jobCall.ts";
import { first } from "./send.ts";

/** `slashed`: $BLACK (wei) that went from the provider's stake to the requester. `job` is open again, or refunded. */
export type SlashNoShowResult = JobCallResult & { slashed: bigint };

/**
 * Anyone, when a provider let its work period pass without a result: its locked stake goes to the requester.
 *
 * @throws BlacktailError `JobEscrow_DeadlineNotPassed`, `JobEscrow_WrongStatus`, `JobEscrow_StateMismatch`
 * @example
 * const { slashed } = await slashNoShow({ publicClient, walletClient }, { jobId: 1n });
 */
export async function slashNoShow(clients: Clients, args: JobCallArgs): Promise<SlashNoShowResult> {
  const { hash, receipt, job, events } = await jobCall(clients, args, "slashNoShow");
  const slashes = events.flatMap((event) => (event.eventName === "NoShowSlashed" ? [event.args] : []));
  return { hash, receipt, job, slashed: first(slashes, "NoShowSlashed").slashed };
}
