import type { Device } from "@blacktail/frameworks/engine";
import { type Job, type JobSpec, JobStatus, modelRegistryAbi, toBlacktailError } from "@blacktail/sdk";
import type { Context } from "../context.ts";
import { decide, type Skip, skip } from "../decide/decide.ts";
import { claimJitter } from "../decide/jitter.ts";
import type { Me, ModelFacts } from "../decide/me.ts";
import { pickDevice } from "../decide/pickDevice.ts";
import type { Log } from "../log.ts";
import { judged } from "../retry.ts";
import { bytesOfMiB, prepare } from "../run/prepare.ts";
import { rehearse } from "../run/rehearse.ts";
import { claimIntent } from "./intents.ts";
import { isMalformed, loadSpec } from "./loadSpec.ts";

/** More versions than any model has; a longer list is cut to its newest. */
const MAX_VERSIONS = 256;

/** The contract's ways of saying that somebody else was faster. */
const RACE_LOST = new Set(["JobEscrow_StateMismatch", "JobEscrow_WrongStatus", "JobEscrow_DeadlinePassed"]);

export type Considered = { action: "claimed" } | { action: "lost" } | Skip;

/**
 * Looks at an open job closely: fetches spec and inputs, decides, waits its turn, rehearses and claims.
 *
 * @param me Asked again right before the claim, as waiting may have changed it.
 * @param signal Ends it before the claim: the worker stops, or the job is no longer open.
 * @throws BlacktailError that is retryable: look at the job again later; the signal's reason.
 */
export async function consider(
  context: Context,
  jobId: bigint,
  job: Job,
  me: () => Me,
  signal: AbortSignal,
  log: Log,
): Promise<Considered> {
  const now = () => ({ now: context.watcher.now() });
  const onTerms = decide(job, undefined, me(), now());
  if (onTerms.action === "skip") return onTerms;

  const spec = await specOrSkip(context, job, signal);
  if ("action" in spec) return spec;
  const decision = decide(job, spec, me(), now(), await modelFacts(context, job, spec));
  if (decision.action === "skip") return decision;

  const device = pickDevice(spec, context.devices);
  if ("code" in device) return skip(device.code, device.reason, true);
  if (device.device !== "cpu" && !context.gpu.take(jobId))
    return skip("busy", `the GPU computes for job ${context.gpu.holder}`, false);

  // Before the rehearsal, so that of several workers mostly one does that work; the others see its claim and stop.
  await context.clock.sleep(claimJitter(jobId, me().provider, context.config.CLAIM_JITTER_MS), signal);
  const refusal = await prepareOrSkip(context, jobId, job, spec, device, signal);
  if (refusal !== undefined) return refusal;
  signal.throwIfAborted();
  return claim(context, jobId, job, me, log);
}

async function claim(context: Context, jobId: bigint, job: Job, me: () => Me, log: Log): Promise<Considered> {
  const { watcher, outbox, contracts } = context;
  const standing = watcher.book.get(jobId);
  if (standing?.status !== JobStatus.Open || standing.deadline !== job.deadline) return { action: "lost" };
  const decision = decide(standing, undefined, me(), { now: watcher.now() });
  if (decision.action === "skip") return decision;
  // What the RPC's events told is only acted on when the contract's own word agrees.
  if (!(await watcher.verify(jobId, standing))) return { action: "lost" };
  log.info("claiming");
  try {
    const receipt = await outbox.send(claimIntent(contracts.JobEscrow, jobId, standing, me().provider));
    return receipt === undefined ? { action: "lost" } : { action: "claimed" };
  } catch (error) {
    if (context.abandon.aborted) throw error;
    const reason = toBlacktailError(error);
    if (RACE_LOST.has(reason.code) || reason.code === "WORKER_TX_REVERTED") return { action: "lost" };
    throw reason;
  }
}

async function specOrSkip({ storage }: Context, job: Job, signal: AbortSignal): Promise<JobSpec | Skip> {
  try {
    return await loadSpec(storage, job.terms.specDigest, signal);
  } catch (error) {
    signal.throwIfAborted();
    const reason = judged(error);
    if (isMalformed(reason)) return skip("spec", `its spec is malformed: ${reason.message}`, true);
    if (!reason.retryable) return skip("spec", `its spec cannot be read: ${reason.message}`, true);
    throw reason;
  }
}

/**
 * Everything that can go wrong with a job's data is found out before the claim: afterwards it costs the provider its lock.
 */
async function prepareOrSkip(
  context: Context,
  jobId: bigint,
  job: Job,
  spec: JobSpec,
  { device }: { device: Device },
  signal: AbortSignal,
): Promise<Skip | undefined> {
  const { sandbox, config } = context;
  try {
    const prepared = await prepare(jobId, spec, prepareOptions(context, signal));
    const seconds = await rehearse(spec, prepared, { sandbox, device, signal });
    const most = Math.min(prepared.limits.wallSeconds, job.terms.workPeriod - config.MARGIN_SECONDS);
    return seconds > most ? skip("period", `it may take ${seconds} s here, it has ${most} s`, true) : undefined;
  } catch (error) {
    signal.throwIfAborted();
    const reason = judged(error);
    if (reason.retryable) throw reason;
    return skip("data", reason.message, true);
  }
}

/** Options of `prepare` for this worker. */
export function prepareOptions({ storage, dataDir, config }: Context, signal: AbortSignal) {
  return {
    storage,
    dataDir,
    ownLimits: {
      memoryMiB: config.MAX_MEMORY_MIB,
      cpuSeconds: config.MAX_CPU_SECONDS,
      wallSeconds: config.MAX_WALL_SECONDS,
      outputMiB: config.MAX_OUTPUT_MIB,
    },
    maxDataBytes: bytesOfMiB(config.MAX_DATA_MIB),
    signal,
  };
}

async function modelFacts(
  { client, contracts }: Context,
  job: Job,
  { model }: JobSpec,
): Promise<ModelFacts | undefined> {
  // Of a model that the job does not pay nothing needs to be known.
  if (model === undefined || BigInt(model.tokenId) !== job.terms.modelId) return undefined;
  const registry = { address: contracts.ModelRegistry, abi: modelRegistryAbi } as const;
  const tokenId = BigInt(model.tokenId);
  const count = await client.readContract({ ...registry, functionName: "versionCount", args: [tokenId] });
  const first = Math.max(1, count - MAX_VERSIONS + 1);
  const numbers = Array.from({ length: count - first + 1 }, (_, index) => first + index);
  const versions = await Promise.all(
    numbers.map((version) =>
      client.readContract({ ...registry, functionName: "versionDigest", args: [tokenId, version] }),
    ),
  );
  return { versions };
}
