import { encodeFunctionData, parseEventLogs } from "viem";
import { jobEscrowAbi } from "../generated/abi/JobEscrow.ts";
import type { Job, JobTerms } from "../jobs/types.ts";
import { action } from "./action.ts";
import type { Clients } from "./clients.ts";
import { first, logsOf, type Sent, send } from "./send.ts";

export type CreateJobResult = Sent & { jobId: bigint; job: Job };

/**
 * Opens a job and moves its price from the account's credits into escrow, which must be approved (`approveModule`). Publish the
 * JobSpec first: providers fetch it by `specDigest`.
 *
 * @param terms Amounts in the currency's smallest unit, `stakeLock` in $BLACK (wei), periods in seconds.
 * @throws BlacktailError `ERC6909InsufficientBalance`, `ERC6909InsufficientAllowance` (module not approved), `JobEscrow_PeriodOutOfBounds`,
 * `JobEscrow_StakeLockTooLow`, `JobEscrow_AttemptsOutOfBounds`, `JobEscrow_UnknownModel`, …
 * @example
 * const { jobId } = await createJob({ publicClient, walletClient }, {
 *   specDigest: digestJson(spec), modelId: 0n, currency: NATIVE, price: parseEther("0.1"), stakeLock: parseEther("100"),
 *   claimPeriod: 3600, workPeriod: 3600, challengePeriod: 3600, attempts: 2,
 * });
 */
export async function createJob(clients: Clients, terms: JobTerms): Promise<CreateJobResult> {
  return action(clients, async (context) => {
    const { JobEscrow } = context.addresses;
    const data = encodeFunctionData({ abi: jobEscrowAbi, functionName: "createJob", args: [terms] });
    const sent = await send(context, { to: JobEscrow, data });
    const logs = logsOf(sent, JobEscrow);
    const event = first(parseEventLogs({ abi: jobEscrowAbi, eventName: "JobCreated", logs }), "JobCreated");
    return { ...sent, jobId: event.args.jobId, job: event.args.job };
  });
}
