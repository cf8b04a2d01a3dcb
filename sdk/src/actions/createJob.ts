import { encodeFunctionData, parseEventLogs } from "viem";
import { jobEscrowAbi } from "../generated/abi/JobEscrow.ts";
import { createdJob } from "../jobs/createdJob.ts";
import { packTerms } from "../jobs/packTerms.ts";
import type { Job, JobTerms } from "../jobs/types.ts";
import { action } from "./action.ts";
import type { Clients } from "./clients.ts";
import { first, logsOf, type Sent, send } from "./send.ts";

export type CreateJobResult = Sent & { jobId: bigint; job: Job };

/**
 * Opens a job and moves its budget, and what the use of its model costs, from the account's credits into escrow, which must be approved
 * (`approveModule`). Publish the JobSpec first: providers fetch it by `specDigest`.
 *
 * @param terms Amounts in the currency's smallest unit, `stakeLock` in $BLACK (wei), periods in seconds.
 * @throws BlacktailError `ERC6909InsufficientBalance`, `ERC6909InsufficientAllowance` (module not approved), `JobEscrow_PeriodOutOfBounds`,
 * `JobEscrow_StakeLockTooLow`, `JobEscrow_AttemptsOutOfBounds`, `JobEscrow_UnknownModel`, `JobEscrow_UsePriceTooLow`, …
 * @example
 * const { jobId } = await createJob({ publicClient, walletClient }, {
 *   specDigest: digestJson(spec), modelId: 0n, currency: NATIVE, budget: parseEther("0.1"), usePrice: 0n, stakeLock: parseEther("100"),
 *   stages: [], claimPeriod: 3600, workPeriod: 3600, challengePeriod: 3600, priorityPeriod: 60, attempts: 2, replicas: 1,
 *   profile: profileIndex("fp32-cpu"), capabilities: 0n,
 * });
 */
export async function createJob(clients: Clients, terms: JobTerms): Promise<CreateJobResult> {
  return action(clients, async (context) => {
    const { JobEscrow } = context.addresses;
    const data = encodeFunctionData({ abi: jobEscrowAbi, functionName: "createJob", args: [packTerms(terms)] });
    const sent = await send(context, { to: JobEscrow, data });
    const logs = logsOf(sent, JobEscrow);
    const event = first(parseEventLogs({ abi: jobEscrowAbi, eventName: "JobCreated", logs }), "JobCreated");
    return { ...sent, jobId: event.args.jobId, job: createdJob(event.args) };
  });
}
