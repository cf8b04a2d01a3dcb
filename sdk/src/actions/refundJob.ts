import type { Clients } from "./clients.ts";
import { type JobCallArgs, type JobCallResult, jobCall } from "./jobCall.ts";

/**
 * Anyone returns what is left of a job whose stage nobody claimed in time to its requester's credits.
 *
 * @throws BlacktailError `JobEscrow_DeadlineNotPassed`, `JobEscrow_WrongStatus`, `JobEscrow_StateMismatch`
 * @example
 * await refundJob({ publicClient, walletClient }, { jobId: 1n });
 */
export async function refundJob(clients: Clients, args: JobCallArgs): Promise<JobCallResult> {
  const { hash, receipt, job } = await jobCall(clients, args, () => "refund");
  return { hash, receipt, job };
}
