import { type Job, toBlacktailError } from "@blacktail/sdk";
import type { TransactionReceipt } from "viem";
import { untilMoved } from "../chain/untilMoved.ts";
import { verifyJob } from "../chain/verifyJob.ts";
import type { Context } from "../context.ts";
import type { Intent } from "../outbox/outbox.ts";

/** What the contract says, or the chain shows, when somebody else moved the job on in between. */
const MOVED = new Set(["JobEscrow_StateMismatch", "JobEscrow_WrongStatus", "WORKER_TX_REVERTED"]);

/**
 * Sends a call on a job as it stands. Where several act on one job at once (replicas do), only one call fits each state: the others read
 * the job again and send anew.
 *
 * @param isDue Whether the call still makes sense on the job as it is now.
 * @param intentOf The call, for the job as it is now.
 * @returns What was mined; undefined when the call is not due any more.
 * @throws what else the chain or the outbox says; the signal's reason
 */
export async function sendOnJob(
  context: Context,
  jobId: bigint,
  isDue: (job: Job) => boolean,
  intentOf: (job: Job) => Intent | Promise<Intent>,
  signal: AbortSignal,
): Promise<TransactionReceipt | undefined> {
  const { jobs, outbox } = context;
  for (;;) {
    signal.throwIfAborted();
    const job = jobs.get(jobId);
    if (job === undefined || !isDue(job)) return undefined;
    // What the RPC's events told is only acted on when the contract's own word agrees.
    if (await verifyJob(context, jobId, job)) {
      try {
        const receipt = await outbox.send(await intentOf(job));
        if (receipt !== undefined) return receipt;
      } catch (error) {
        if (context.abandon.aborted || !MOVED.has(toBlacktailError(error).code)) throw error;
      }
    }
    await untilMoved(context, () => jobs.get(jobId) === job);
  }
}
