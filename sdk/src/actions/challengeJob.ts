import { encodeFunctionData, type Hex } from "viem";
import { jobEscrowAbi } from "../generated/abi/JobEscrow.ts";
import { packJob } from "../jobs/packJob.ts";
import { packReplica } from "../jobs/packReplica.ts";
import { action } from "./action.ts";
import type { Clients } from "./clients.ts";
import { type JobCallArgs, type JobCallResult, jobOf, sendToEscrow } from "./jobCall.ts";

export type ChallengeJobArgs = JobCallArgs & {
  /** Digest of a document that says what is wrong. */
  reason: Hex;
};

/**
 * Disputes a pending result within its window. A bond of the job's stake lock moves from the account's $BLACK credits into
 * escrow, which must be approved (`approveModule`); it is lost when the referees find the result right.
 *
 * @throws BlacktailError `JobEscrow_DeadlinePassed`, `ERC6909InsufficientBalance`, `ERC6909InsufficientAllowance` (module not approved), …
 * @example
 * await challengeJob({ publicClient, walletClient }, { jobId: 1n, reason: digestJson(report) });
 */
export async function challengeJob(clients: Clients, args: ChallengeJobArgs): Promise<JobCallResult> {
  return action(clients, async (context) => {
    const { jobId } = args;
    const before = await jobOf(context, args);
    const callArgs = [jobId, packJob(before), before.replicas.map(packReplica), args.reason] as const;
    const data = encodeFunctionData({ abi: jobEscrowAbi, functionName: "challenge", args: callArgs });
    const { hash, receipt, job } = await sendToEscrow(context, { jobId, job: before, data });
    return { hash, receipt, job };
  });
}
