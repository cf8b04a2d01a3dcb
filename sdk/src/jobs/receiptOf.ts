import type { Address } from "viem";
import type { Job, Receipt, ReceiptBody } from "./types.ts";

/**
 * The receipt of a job's present stage, which the escrow puts together of the job and the body that it is given. The job is Working; of
 * several replicas Working or Revealing.
 *
 * @param provider Of several replicas whose it is.
 * @example
 * const receipt = receiptOf(jobId, job, body);
 * const signature = await operator.signTypedData(receiptTypedData(receipt, { chainId, escrow }));
 */
export function receiptOf(jobId: bigint, job: Job, body: ReceiptBody, provider: Address = job.provider): Receipt {
  const { specDigest, profile, replicas } = job.terms;
  const { inputRoot, outputDigest, stateRoot, traceRoot, reportDigest } = body;
  return {
    jobId,
    stage: job.stage,
    specDigest,
    profile,
    inputRoot,
    outputDigest,
    stateRoot,
    traceRoot,
    reportDigest,
    provider,
    deadline: replicas === 1 ? job.deadline : 0n,
  };
}
