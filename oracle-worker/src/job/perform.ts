import { existsSync } from "node:fs";
import { join } from "node:path";
import { BlacktailError, type Job, type Progress } from "@blacktail/sdk";
import type { Context } from "../context.ts";
import { pickDevice } from "../decide/pickDevice.ts";
import type { Log } from "../log.ts";
import type { ResultRecord } from "../outbox/records.ts";
import { resultsFolder } from "../results/folder.ts";
import { keepResult } from "../results/keep.ts";
import { publishInTime } from "../results/publishInTime.ts";
import { compute, stepOf } from "../run/compute.ts";
import { prepare } from "../run/prepare.ts";
import { loadStage } from "../run/stageWork.ts";
import { commit } from "./commit.ts";
import { prepareOptions } from "./prepareOptions.ts";
import { submit } from "./submit.ts";

/** Between two tries of a run that fails, s. */
const LONGEST_PAUSE_SECONDS = 60;

/** How far a run is, for whoever must decide whether to wait for it. */
export type RunState = { phase: Progress["phase"] };

/**
 * Does a claimed stage to its submission, or to its commitment where several do it. A result that an earlier run left in the journal is
 * brought as it is; else the stage is computed, from where an interrupted run of it stopped, which gives the same output.
 *
 * @param signal Ends the run: the worker stops, or the stage is no longer this worker's.
 * @returns "gpu-taken" when nothing was done, as the job needs the GPU and another has it.
 * @throws BlacktailError whose `retryable` says whether another try makes sense.
 */
export async function perform(
  context: Context,
  jobId: bigint,
  job: Job,
  state: RunState,
  signal: AbortSignal,
  log: Log,
): Promise<"done" | "gpu-taken"> {
  const { progress, metrics, clock } = context;
  const tell = (event: Progress): void => {
    // "done" is the worker's to say, once the result is on chain.
    if (event.phase === "done" || event.phase === "failed") return;
    if (event.phase !== state.phase) log.info({ phase: event.phase }, "working");
    state.phase = event.phase;
    progress.publish(jobId, event);
  };
  const startedAt = clock.now();
  const result = resultInHand(context, jobId, job) ?? (await run(context, jobId, job, tell, signal));
  if (result === undefined) return "gpu-taken";
  signal.throwIfAborted();
  tell(stepOf("publishing"));
  const isAlone = job.terms.replicas === 1;
  // Of several, nothing yet: what is published before all have committed others could copy.
  const time = { deadline: job.deadline, again: LONGEST_PAUSE_SECONDS };
  if (isAlone) await publishInTime(context, result, time, signal, log);
  const mined = isAlone
    ? await submit(context, jobId, job, result, signal, log)
    : await commit(context, jobId, job, result, signal);
  if (mined === undefined) return "done";
  metrics.seconds.observe((clock.now() - startedAt) / 1_000);
  progress.publish(jobId, stepOf("done"));
  const line = { stage: job.stage, outputDigest: result.body.outputDigest, hash: mined.transactionHash };
  log.info(line, isAlone ? "result submitted" : "committed to a result");
  return "done";
}

/** What the journal holds of this stage, if it began with the same and its files are still there. */
function resultInHand({ memory, dataDir }: Context, jobId: bigint, job: Job): ResultRecord | undefined {
  const result = memory.resultOf(jobId, job.stage);
  if (result === undefined || result.specDigest !== job.terms.specDigest || result.input !== job.input)
    return undefined;
  const folder = resultsFolder(dataDir, jobId);
  return result.artifacts.every(({ digest }) => existsSync(join(folder, digest))) ? result : undefined;
}

async function run(
  context: Context,
  jobId: bigint,
  job: Job,
  tell: (event: Progress) => void,
  signal: AbortSignal,
): Promise<ResultRecord | undefined> {
  const { storage, sandbox, clock, config, memory, devices, gpu, dataDir } = context;
  tell(stepOf("fetching"));
  const work = await loadStage(storage, job, signal);
  const found = pickDevice(work.spec, devices);
  if ("code" in found) throw deviceGone(jobId, found.reason);
  const { device } = found;
  // A run that waited would keep the job that has the GPU from its own.
  if (device !== "cpu" && !gpu.take(jobId)) return undefined;
  const prepared = await prepare(`${jobId}`, work, prepareOptions(context, signal));
  const options = { work, provider: config.PROVIDER, prepared, sandbox, device, clock, onProgress: tell, signal };
  const result = await keepResult(dataDir, jobId, job.input, await compute(options));
  memory.record(result);
  return result;
}

function deviceGone(jobId: bigint, reason: string): BlacktailError {
  return new BlacktailError({
    code: "WORKER_DEVICE",
    message: `Job ${jobId} was claimed by this worker, and cannot be computed by it now: ${reason}.`,
    fix: "Mend the GPU or its driver and start the worker again before the job's work period ends.",
    retryable: true,
  });
}
