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

/** What anyone may do workers leave for so long to those whom it concerns most, s. */
const COURTESY_SECONDS = 60;

/** Lets a period of so many seconds pass, and so much more that each worker may do what anyone may after it. */
export function letPass({ chain }: MarketWorld, seconds: number): Promise<void> {
  return chain.increaseTime(seconds + COURTESY_SECONDS);
}

/**
 * Lets jobs of one challenge period run to their ends: while nobody has anything to do but to wait for the windows, time passes by itself.
 * @returns the jobs as they ended
 */
export async function finish(world: MarketWorld, ...jobIds: bigint[]): Promise<Job[]> {
  const moves = (job: Job) => isFinal(job.status) || job.status === JobStatus.Pending;
  for (;;) {
    const jobs: Job[] = [];
    for (const jobId of jobIds) jobs.push(await untilJob(world, jobId, `job ${jobId} to come to a result`, moves));
    const pending = jobs.filter(({ status }) => status === JobStatus.Pending);
    if (pending.length === 0) return jobs;
    await letPass(world, Math.max(...pending.map(({ terms }) => terms.challengePeriod)));
    for (const [index, { stage, status }] of jobs.entries()) {
      if (status !== JobStatus.Pending) continue;
      const jobId = jobIds[index] as bigint;
      await untilJob(world, jobId, "the payment", (now) => now.stage > stage || now.status !== JobStatus.Pending);
    }
  }
}
