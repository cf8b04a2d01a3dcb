import { BlacktailError, type Job } from "@blacktail/sdk";
import type { Context } from "../context.ts";
import type { Log } from "../log.ts";
import { publishInTime } from "../results/publishInTime.ts";
import { revealIntent } from "./intents.ts";
import { isToReveal, placeAmong } from "./places.ts";
import { sendOnJob } from "./sendOnJob.ts";

/**
 * Publishes the result that this provider committed to, and reveals it.
 *
 * @throws BlacktailError `WORKER_SALT_LOST`; what the chain says, which may pass; the signal's reason
 */
export async function reveal(context: Context, jobId: bigint, job: Job, signal: AbortSignal, log: Log): Promise<void> {
  const { config, contracts, memory, metrics } = context;
  const own = placeAmong(job, config.PROVIDER);
  const committed = own === undefined ? undefined : memory.commitmentOf(own.place.digest);
  if (committed === undefined) throw saltLost(jobId);
  const { body, salt, stage } = committed;
  const result = memory.resultOf(jobId, stage);
  // Others wait for the reveal: a storage that refuses is asked again afterwards, by the keeper.
  const time = { deadline: job.deadline, again: Number.POSITIVE_INFINITY };
  if (result !== undefined) await publishInTime(context, result, time, signal, log);
  const isDue = (now: Job): boolean => isToReveal(now, config.PROVIDER) && now.stage === stage;
  const intentOf = (now: Job) => {
    const index = placeAmong(now, config.PROVIDER)?.index ?? 0;
    return revealIntent({ escrow: contracts.JobEscrow, jobId, job: now }, index, body, salt);
  };
  const mined = await sendOnJob(context, jobId, isDue, intentOf, signal);
  if (mined === undefined) return;
  metrics.jobs.inc({ outcome: "revealed" });
  log.info({ stage, outputDigest: body.outputDigest, hash: mined.transactionHash }, "result revealed");
}

function saltLost(jobId: bigint): BlacktailError {
  return new BlacktailError({
    code: "WORKER_SALT_LOST",
    message: `The journal holds nothing of what this provider committed to in job ${jobId}: it cannot be revealed.`,
    fix: "Restore the worker's folder from a copy before the reveal period ends, or the lock is lost.",
  });
}
