import { type Address, encodeFunctionData, type Hex } from "viem";
import { jobEscrowAbi } from "../generated/abi/JobEscrow.ts";
import { packJob } from "../jobs/packJob.ts";
import { packReplica } from "../jobs/packReplica.ts";
import { action } from "./action.ts";
import type { Clients } from "./clients.ts";
import { type JobCallArgs, type JobCallResult, jobOf, sendToEscrow } from "./jobCall.ts";
import { placeOf } from "./placeOf.ts";

export type CommitReplicaArgs = JobCallArgs & {
  /** Default: the wallet's account. */
  provider?: Address | undefined;
  /** See `resultCommitment`. */
  commitment: Hex;
};

/**
 * Commits one of several replicas to its result; the wallet is the provider's, or the account's that claimed for it. Keep the salt: without it
 * the result cannot be revealed, and the stake is slashed.
 *
 * @throws BlacktailError `REPLICA_UNKNOWN`, `JobEscrow_AlreadyCommitted`, `JobEscrow_NotOperator`, `JobEscrow_DeadlinePassed`, …
 * @example
 * const digest = receiptDigest(receiptOf(jobId, job, body, provider), { chainId, escrow });
 * await commitReplica(clients, { jobId, provider, commitment: resultCommitment(digest, salt, provider) });
 */
export async function commitReplica(clients: Clients, args: CommitReplicaArgs): Promise<JobCallResult> {
  return action(clients, async (context) => {
    const { jobId, commitment } = args;
    const before = await jobOf(context, args);
    const index = placeOf(jobId, before, args.provider ?? context.account.address);
    const callArgs = [jobId, packJob(before), before.replicas.map(packReplica), index, commitment] as const;
    const data = encodeFunctionData({ abi: jobEscrowAbi, functionName: "commitReplica", args: callArgs });
    const { hash, receipt, job } = await sendToEscrow(context, { jobId, job: before, data });
    return { hash, receipt, job };
  });
}
