import type { Clients } from "./clients.ts";
import { type JobCallArgs, type JobCallResult, jobCall } from "./jobCall.ts";

/**
 * Sends a pending result to auditors, if the lot falls on it (`isAuditDrawn`): anyone, within its challenge window, which then stands still.
 *
 * @throws BlacktailError `JobEscrow_NotDrawn`, `JobEscrow_AlreadyAudited`, `JobEscrow_DeadlinePassed`, …
 * @example
 * const { job } = await drawAudit({ publicClient, walletClient }, { jobId: 1n });
 * job.dispute?.auditId; // the panel
 */
export async function drawAudit(clients: Clients, args: JobCallArgs): Promise<JobCallResult> {
  const { hash, receipt, job } = await jobCall(clients, args, () => "drawAudit");
  return { hash, receipt, job };
}
