import { BlacktailError, isFinal, type Job, JobStatus, jobStatusName } from "@blacktail/sdk";
import { until } from "../../../oracle-worker/test/support/processes.ts";
import { jobOf, type MarketWorld } from "./market.ts";

/** How long a step of the workers may take, ms. */
const PATIENCE_MS = 90_000;

/** Waits until a job is in a status, or is final. @throws Error with what the workers said last */
export function untilStatus(world: MarketWorld, jobId: bigint, status: JobStatus): Promise<Job> {
  return untilJob(world, jobId, `job ${jobId} to be ${jobStatusName(status)}`, (job) => job.status === status);
}

/** Waits for what `there` says of a job. @throws Error with what the workers said last */
export async function untilJob(
  world: MarketWorld,
  jobId: bigint,
  what: string,
  there: (job: Job) => boolean,
): Promise<Job> {
  try {
    return await until(what, () => seen(world, jobId, there), PATIENCE_MS);
  } catch (cause) {
    const stories = world.workers.map((worker, index) => `worker ${index}\n${worker.story()}`).join("\n");
    throw new Error(`${(cause as Error).message}\n${stories}`, { cause });
  }
}

async function seen(world: MarketWorld, jobId: bigint, there: (job: Job) => boolean): Promise<Job | undefined> {
  try {
    const job = await jobOf(world, jobId);
    return there(job) ? job : undefined;
  } catch (error) {
    // In the moment of a block the node may know its state and not yet its events.
    if (error instanceof BlacktailError && error.retryable) return undefined;
    throw error;
  }
}

/**
 * Lets a job run to its end: while nobody has anything to do but to wait for the challenge window, time passes by itself.
 * @returns the job as it ended
 */
export async function finish(world: MarketWorld, jobId: bigint): Promise<Job> {
  for (;;) {
    const moves = (job: Job) => isFinal(job.status) || job.status === JobStatus.Pending;
    const job = await untilJob(world, jobId, `job ${jobId} to come to a result`, moves);
    if (isFinal(job.status)) return job;
    await world.chain.increaseTime(job.terms.challengePeriod + 1);
    const { stage } = job;
    await untilJob(world, jobId, "the payment", (now) => now.stage > stage || now.status !== JobStatus.Pending);
  }
}
