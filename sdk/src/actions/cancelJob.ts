import type { Clients } from "./clients.ts";
import { type JobCallArgs, type JobCallResult, jobCall } from "./jobCall.ts";

/**
 * The requester takes an open job back, as long as no replica is seated: what is left returns to the account's credits.
 *
 * @throws BlacktailError `JobEscrow_NotRequester`, `JobEscrow_ReplicasSeated`, `JobEscrow_WrongStatus`, `JobEscrow_StateMismatch`
 * @example
 * await cancelJob({ publicClient, walletClient }, { jobId: 1n });
 */
export async function cancelJob(clients: Clients, args: JobCallArgs): Promise<JobCallResult> {
  const { hash, receipt, job } = await jobCall(clients, args, () => "cancel");
  return { hash, receipt, job };
}
