import { type Job, receiptDigest, receiptOf, receiptTypedData, toBlacktailError } from "@blacktail/sdk";
import type { Hex, TransactionReceipt } from "viem";
import type { Context } from "../context.ts";
import { type Log, messageOf } from "../log.ts";
import type { ResultRecord } from "../outbox/records.ts";
import { attest } from "./attest.ts";
import { submitIntent } from "./intents.ts";
import { isToCompute } from "./places.ts";
import { sendOnJob } from "./sendOnJob.ts";

/**
 * Submits the only replica's result with the operator's signature, and an attestation if there is a key for it. The same result of the same
 * attempt always gives the same receipt, so that a worker that signs again after a crash never signs two different ones.
 *
 * @returns Undefined when it is not due any more: it was submitted before, or the attempt ended.
 */
export async function submit(
  context: Context,
  jobId: bigint,
  { stage, deadline }: Job,
  { body }: ResultRecord,
  signal: AbortSignal,
  log: Log,
): Promise<TransactionReceipt | undefined> {
  const { chainId, config, contracts } = context;
  const escrow = contracts.JobEscrow;
  const isDue = (job: Job): boolean =>
    isToCompute(job, config.PROVIDER) && job.stage === stage && job.deadline === deadline;
  const send = (attestationOf: (receipt: Hex) => Promise<Hex>) =>
    sendOnJob(
      context,
      jobId,
      isDue,
      async (job) => {
        const receipt = receiptOf(jobId, job, body);
        const domain = { chainId, escrow };
        const [signature, attestation] = await Promise.all([
          config.operator.signTypedData(receiptTypedData(receipt, domain)),
          attestationOf(receiptDigest(receipt, domain)),
        ]);
        return submitIntent({ escrow, jobId, job }, body, signature, attestation);
      },
      signal,
    );
  try {
    return await send((receipt) => attest(context, receipt, log));
  } catch (error) {
    const reason = toBlacktailError(error);
    if (reason.code !== "JobEscrow_NotAttested") throw error;
    // The key was revoked, or the verifier unlisted, a moment ago: the result counts without it.
    log.warn({ reason: messageOf(reason) }, "the result goes without an attestation");
    return send(async () => "0x");
  }
}
