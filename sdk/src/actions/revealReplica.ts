import { type Address, encodeFunctionData, type Hex } from "viem";
import { jobEscrowAbi } from "../generated/abi/JobEscrow.ts";
import { packJob } from "../jobs/packJob.ts";
import { packReplica } from "../jobs/packReplica.ts";
import type { ReceiptBody } from "../jobs/types.ts";
import { action } from "./action.ts";
import type { Clients } from "./clients.ts";
import { type JobCallArgs, type JobCallResult, jobOf, sendToEscrow } from "./jobCall.ts";
import { placeOf } from "./placeOf.ts";

export type RevealReplicaArgs = JobCallArgs & {
  /** Default: the wallet's account. */
  provider?: Address | undefined;
  /** What was committed to, beside what the job says. */
  body: ReceiptBody;
  /** As in the commitment. */
  salt: Hex;
};

/**
 * Shows the result that one of several replicas committed to; anyone who knows the salt may bring it. When all have revealed the same output the
 * result is Pending.
 *
 * @throws BlacktailError `REPLICA_UNKNOWN`, `JobEscrow_WrongReveal`, `JobEscrow_AlreadyRevealed`, `JobEscrow_DeadlinePassed`, …
 * @example
 * await revealReplica(clients, { jobId, provider, body, salt });
 */
export async function revealReplica(clients: Clients, args: RevealReplicaArgs): Promise<JobCallResult> {
  return action(clients, async (context) => {
    const { jobId, body, salt } = args;
    const before = await jobOf(context, args);
    const index = placeOf(jobId, before, args.provider ?? context.account.address);
    const callArgs = [jobId, packJob(before), before.replicas.map(packReplica), index, body, salt] as const;
    const data = encodeFunctionData({ abi: jobEscrowAbi, functionName: "revealReplica", args: callArgs });
    const { hash, receipt, job } = await sendToEscrow(context, { jobId, job: before, data });
    return { hash, receipt, job };
  });
}
