import { type Address, encodeFunctionData } from "viem";
import { jobEscrowAbi } from "../generated/abi/JobEscrow.ts";
import { action } from "./action.ts";
import type { Clients } from "./clients.ts";
import { type JobCallArgs, type JobCallResult, jobOf, sendToEscrow } from "./jobCall.ts";

export type ClaimJobArgs = JobCallArgs & {
  /** Default: the wallet's account, which may also be the provider's operator. */
  provider?: Address | undefined;
};

/**
 * Claims an open job for a provider and locks its stake; the wallet is the provider's or its operator's.
 *
 * @throws BlacktailError `JobEscrow_DeadlinePassed`, `JobEscrow_StateMismatch` (another provider was faster),
 * `ProviderRegistry_InsufficientStake`, `ProviderRegistry_NotOperator`, …
 * @example
 * const { job } = await claimJob({ publicClient, walletClient }, { jobId: 1n, provider });
 */
export async function claimJob(clients: Clients, args: ClaimJobArgs): Promise<JobCallResult> {
  return action(clients, async (context) => {
    const { jobId } = args;
    const before = await jobOf(context, args);
    const callArgs = [jobId, before, args.provider ?? context.account.address] as const;
    const data = encodeFunctionData({ abi: jobEscrowAbi, functionName: "claim", args: callArgs });
    const { hash, receipt, job } = await sendToEscrow(context, { jobId, job: before, data });
    return { hash, receipt, job };
  });
}
