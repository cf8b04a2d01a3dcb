import { type Job, type JobSpec, modelRegistryAbi } from "@blacktail/sdk";
import type { Context } from "../context.ts";
import { decide, type Skip, skip } from "../decide/decide.ts";
import { claimJitter } from "../decide/jitter.ts";
import type { Me, ModelFacts } from "../decide/me.ts";
import { pickDevice } from "../decide/pickDevice.ts";
import { holderOf } from "../device/gpuSlot.ts";
import type { Log } from "../log.ts";
import { judged } from "../retry.ts";
import { prepare } from "../run/prepare.ts";
import { rehearse } from "../run/rehearse.ts";
import { isPassedOn, loadStage, type StageWork } from "../run/stageWork.ts";
import { claim } from "./claim.ts";
import { isMalformed } from "./loadSpec.ts";
import { prepareOptions } from "./prepareOptions.ts";
import { turnOf } from "./turn.ts";

/** More versions than any model has; a longer list is cut to its newest. */
const MAX_VERSIONS = 256;
/** Inputs are fetched and the job is rehearsed so long before this provider's turn, and not earlier, s. */
const LEAD_SECONDS = 5;

/**
 * `wait`: the provider's ticket opens later; look at the job again at `until`, in the chain's time.
 */
export type Considered = { action: "claimed" } | { action: "lost" } | { action: "wait"; until: number } | Skip;

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
  const { watcher, clock, config } = context;
  const now = () => ({ now: watcher.now() });
  const onTerms = decide(job, undefined, me(), now());
  if (onTerms.action === "skip") return onTerms;

  const work = await stageOrSkip(context, job, signal);
  if ("action" in work) return work;
  const { spec } = work;
  const decision = decide(job, spec, me(), now(), await modelFacts(context, job, spec));
  if (decision.action === "skip") return decision;

  const turn = await turnOf(context, jobId, job);
  if (turn === undefined) return { action: "wait", until: watcher.now() + 1 };
  if (turn.opensAt > watcher.now() + LEAD_SECONDS) return { action: "wait", until: turn.opensAt - LEAD_SECONDS };

  const device = pickDevice(spec, context.devices);
  if ("code" in device) return skip(device.code, device.reason, true);
  if (device.device !== "cpu" && !context.gpu.take(jobId))
    return skip("busy", `the GPU computes for ${holderOf(context.gpu)}`, false);

  // Before the rehearsal, so that of several workers mostly one does that work; the others see its claim and stop. A ticket of one's own
  // needs no such luck.
  const jitter = turn.isOpenToAll ? claimJitter(jobId, me().provider, config.CLAIM_JITTER_MS) : 0;
  await clock.sleep(jitter, signal);
  const refusal = await prepareOrSkip(context, jobId, job, work, device, signal);
  if (refusal !== undefined) return refusal;
  await clock.sleep(Math.max(0, turn.opensAt - watcher.now()) * 1_000, signal);
  signal.throwIfAborted();
  return claim(context, jobId, job, me, signal, log);
}

async function stageOrSkip({ storage }: Context, job: Job, signal: AbortSignal): Promise<StageWork | Skip> {
  try {
    return await loadStage(storage, job, signal);
  } catch (error) {
    signal.throwIfAborted();
    const reason = judged(error);
    if (reason.code === "WORKER_INPUT_UNLIKE") return skip("input", reason.message, true);
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
  work: StageWork,
  { device }: Extract<ReturnType<typeof pickDevice>, { device: unknown }>,
  signal: AbortSignal,
): Promise<Skip | undefined> {
  const { sandbox, config, memory } = context;
  try {
    const prepared = await prepare(`${jobId}`, work, prepareOptions(context, signal));
    // Who did the stage before knows how it runs here.
    const isKnown = job.stage > 0 && memory.resultOf(jobId, job.stage - 1) !== undefined;
    if (isKnown || isPassedOn(work)) return undefined;
    const seconds = await rehearse(work, prepared, { sandbox, device, signal });
    const most = Math.min(prepared.limits.wallSeconds, job.terms.workPeriod - config.MARGIN_SECONDS);
    return seconds > most ? skip("period", `it may take ${seconds} s here, it has ${most} s`, true) : undefined;
  } catch (error) {
    signal.throwIfAborted();
    const reason = judged(error);
    if (reason.retryable) throw reason;
    return skip("data", reason.message, true);
  }
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
