import { type Job, receiptOf, receiptTypedData } from "@blacktail/sdk";
import type { TransactionReceipt } from "viem";
import type { Context } from "../context.ts";
import type { ResultRecord } from "../outbox/records.ts";
import { submitIntent } from "./intents.ts";
import { isToCompute } from "./places.ts";
import { sendOnJob } from "./sendOnJob.ts";

/**
 * Submits the only replica's result with the operator's signature. The same result of the same attempt always gives the same receipt, so that
 * a worker that signs again after a crash never signs two different ones.
 *
 * @returns Undefined when it is not due any more: it was submitted before, or the attempt ended.
 */
export function submit(
  context: Context,
  jobId: bigint,
  { stage, deadline }: Job,
  { body }: ResultRecord,
  signal: AbortSignal,
): Promise<TransactionReceipt | undefined> {
  const { chainId, config, contracts } = context;
  const escrow = contracts.JobEscrow;
  const isDue = (job: Job): boolean =>
    isToCompute(job, config.PROVIDER) && job.stage === stage && job.deadline === deadline;
  const intentOf = async (job: Job) => {
    const typedData = receiptTypedData(receiptOf(jobId, job, body), { chainId, escrow });
    return submitIntent({ escrow, jobId, job }, body, await config.operator.signTypedData(typedData));
  };
  return sendOnJob(context, jobId, isDue, intentOf, signal);
}
