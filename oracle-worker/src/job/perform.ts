import { BlacktailError, type Job, type Progress } from "@blacktail/sdk";
import type { Context } from "../context.ts";
import { pickDevice } from "../decide/pickDevice.ts";
import type { Log } from "../log.ts";
import type { ResultRecord } from "../outbox/records.ts";
import { compute, stepOf } from "../run/compute.ts";
import { prepare } from "../run/prepare.ts";
import { signReceipt } from "../run/receipt.ts";
import { prepareOptions } from "./consider.ts";
import { submitIntent } from "./intents.ts";
import { loadSpec } from "./loadSpec.ts";

/** How far a run is, for whoever must decide whether to wait for it. */
export type RunState = { phase: Progress["phase"] };

/**
 * Does a claimed job to its submission. A result that an earlier run left in the journal is submitted as it is; otherwise
 * the job is run from the start, which gives the same output.
 *
 * @param signal Ends the run: the worker stops, or the job is no longer this worker's.
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
  const { progress, metrics, clock, watcher, outbox, config, chainId, contracts } = context;
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
  if (!(await watcher.verify(jobId, job))) {
    throw new BlacktailError({
      code: "WORKER_JOB_MOVED",
      message: `Job ${jobId} is no longer as this worker claimed it.`,
      fix: "Nothing to do: the worker reads the chain again.",
      retryable: true,
    });
  }
  const domain = { chainId, escrow: contracts.JobEscrow };
  const { receipt, signature } = await signReceipt(jobId, job, result, config.operator, domain);
  const mined = await outbox.send(submitIntent(contracts.JobEscrow, jobId, job, receipt, signature));
  if (mined === undefined) return "done";
  metrics.seconds.observe((clock.now() - startedAt) / 1_000);
  progress.publish(jobId, stepOf("done"));
  log.info({ outputDigest: result.outputDigest, hash: mined.transactionHash }, "result submitted");
  return "done";
}

function resultInHand({ memory }: Context, jobId: bigint, job: Job): ResultRecord | undefined {
  const result = memory.resultOf(jobId);
  return result?.specDigest === job.terms.specDigest ? result : undefined;
}

async function run(
  context: Context,
  jobId: bigint,
  job: Job,
  tell: (event: Progress) => void,
  signal: AbortSignal,
): Promise<ResultRecord | undefined> {
  const { storage, sandbox, clock, config, memory, devices, gpu } = context;
  tell(stepOf("fetching"));
  const spec = await loadSpec(storage, job.terms.specDigest, signal);
  const found = pickDevice(spec, devices);
  if ("code" in found) throw deviceGone(jobId, found.reason);
  const { device } = found;
  // A run that waited would keep the job that has the GPU from its own.
  if (device !== "cpu" && !gpu.take(jobId)) return undefined;
  const prepared = await prepare(jobId, spec, prepareOptions(context, signal));
  const result = await compute({
    jobId,
    spec,
    specDigest: job.terms.specDigest,
    provider: config.PROVIDER,
    prepared,
    storage,
    sandbox,
    device,
    clock,
    onProgress: tell,
    signal,
  });
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
