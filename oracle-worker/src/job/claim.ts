import { type Job, JobStatus, toBlacktailError } from "@blacktail/sdk";
import type { Context } from "../context.ts";
import { decide, type Skip, skip } from "../decide/decide.ts";
import type { Me } from "../decide/me.ts";
import type { Log } from "../log.ts";
import { claimIntent } from "./intents.ts";
import { placeAmong } from "./places.ts";
import { preflight } from "./preflight.ts";
import { sendOnJob } from "./sendOnJob.ts";

/** The chain's ways of saying that somebody else was faster, or that it is not yet this provider's turn after all. */
const LOST = new Set(["JobEscrow_StateMismatch", "JobEscrow_WrongStatus", "JobEscrow_DeadlinePassed"]);
const EARLY = "JobEscrow_NotYourTurn";

type Claimed = { action: "claimed" } | { action: "lost" } | { action: "wait"; until: number } | Skip;

/**
 * Claims an open stage for this provider, or a place among its replicas, if that is still wanted and the chain would have it.
 *
 * @throws BlacktailError that is retryable; the signal's reason
 */
export async function claim(
  context: Context,
  jobId: bigint,
  job: Job,
  me: () => Me,
  signal: AbortSignal,
  log: Log,
): Promise<Claimed> {
  const { contracts, config, jobs, watcher } = context;
  const isDue = (now: Job): boolean =>
    now.status === JobStatus.Open &&
    now.stage === job.stage &&
    now.deadline === job.deadline &&
    placeAmong(now, config.PROVIDER) === undefined;
  const standing = jobs.get(jobId);
  if (standing === undefined || !isDue(standing)) return { action: "lost" };
  const decision = decide(standing, undefined, me(), { now: watcher.now() });
  if (decision.action === "skip") return decision;
  const obstacle = await preflight(context, jobId, standing);
  if (obstacle?.code === EARLY) return { action: "wait", until: watcher.now() + 1 };
  // Among replicas the list may just have grown: the next try is with the list as it is then.
  if (obstacle !== undefined && !LOST.has(obstacle.code)) return skip(obstacle.code, obstacle.message, false);
  log.info("claiming");
  try {
    const intentOf = (now: Job) => claimIntent({ escrow: contracts.JobEscrow, jobId, job: now }, config.PROVIDER);
    const receipt = await sendOnJob(context, jobId, isDue, intentOf, signal);
    return { action: receipt === undefined ? "lost" : "claimed" };
  } catch (error) {
    if (context.abandon.aborted || signal.aborted) throw error;
    const reason = toBlacktailError(error);
    if (LOST.has(reason.code)) return { action: "lost" };
    if (reason.code === EARLY) return { action: "wait", until: watcher.now() + 1 };
    if (/^(JobEscrow|ProviderRegistry)_/.test(reason.code)) return skip(reason.code, reason.message, false);
    throw reason;
  }
}
