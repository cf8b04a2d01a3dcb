import { type Address, encodeFunctionData } from "viem";
import { jobEscrowAbi } from "../generated/abi/JobEscrow.ts";
import { packJob } from "../jobs/packJob.ts";
import { packReplica } from "../jobs/packReplica.ts";
import { action } from "./action.ts";
import type { Clients } from "./clients.ts";
import { type JobCallArgs, type JobCallResult, jobOf, sendToEscrow } from "./jobCall.ts";

export type ClaimJobArgs = JobCallArgs & {
  /** Default: the wallet's account, which may also be the provider's operator. */
  provider?: Address | undefined;
};

/**
 * Claims an open stage for a provider, or a place among its replicas, and locks its stake; the wallet is the provider's or its operator's.
 * Of several replicas that same account, or the provider, must commit.
 *
 * @throws BlacktailError `JobEscrow_NotYourTurn` (see `claimOpensAt`), `JobEscrow_DeadlinePassed`, `JobEscrow_StateMismatch` (another provider
 * was faster), `JobEscrow_AlreadyReplica`, `ProviderRegistry_InsufficientStake`, `ProviderRegistry_BelowAsk`, `ProviderRegistry_NotOperator`, …
 * @example
 * const { job } = await claimJob({ publicClient, walletClient }, { jobId: 1n, provider });
 */
export async function claimJob(clients: Clients, args: ClaimJobArgs): Promise<JobCallResult> {
  return action(clients, async (context) => {
    const { jobId } = args;
    const before = await jobOf(context, args);
    const provider = args.provider ?? context.account.address;
    const packed = packJob(before);
    const abi = jobEscrowAbi;
    const data =
      before.terms.replicas === 1
        ? encodeFunctionData({ abi, functionName: "claim", args: [jobId, packed, provider] })
        : encodeFunctionData({
            abi,
            functionName: "claimReplica",
            args: [jobId, packed, before.replicas.map(packReplica), provider],
          });
    const { hash, receipt, job } = await sendToEscrow(context, { jobId, job: before, data });
    return { hash, receipt, job };
  });
}
