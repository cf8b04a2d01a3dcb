import { type Job, type JobSpec, JobStatus, modelRegistryAbi, toBlacktailError } from "@blacktail/sdk";
import type { Context } from "../context.ts";
import { decide, type Skip, skip } from "../decide/decide.ts";
import { claimJitter } from "../decide/jitter.ts";
import type { Me, ModelFacts } from "../decide/me.ts";
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
 * Looks at an open job closely: fetches spec and inputs, decides, waits its turn and claims.
 *
 * @param me Asked again right before the claim, as waiting may have changed it.
 * @throws BlacktailError that is retryable: look at the job again later.
 */
export async function consider(context: Context, jobId: bigint, job: Job, me: () => Me, log: Log): Promise<Considered> {
  const seenAt = context.clock.now();
  const now = () => ({ now: context.watcher.now() });
  const onTerms = decide(job, undefined, me(), now());
  if (onTerms.action === "skip") return onTerms;

  const spec = await specOrSkip(context, job);
  if ("action" in spec) return spec;
  const decision = decide(job, spec, me(), now(), await modelFacts(context, spec));
  if (decision.action === "skip") return decision;

  const refusal = await prepareOrSkip(context, jobId, job, spec);
  if (refusal !== undefined) return refusal;

  const wait = claimJitter(jobId, me().provider, context.config.CLAIM_JITTER_MS) - (context.clock.now() - seenAt);
  if (wait > 0) await context.clock.sleep(wait, context.abandon);
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

async function specOrSkip({ storage }: Context, job: Job): Promise<JobSpec | Skip> {
  try {
    return await loadSpec(storage, job.terms.specDigest);
  } catch (error) {
    const reason = judged(error);
    if (isMalformed(reason)) return skip("spec", `its spec is malformed: ${reason.message}`, true);
    if (!reason.retryable) return skip("spec", `its spec cannot be read: ${reason.message}`, true);
    throw reason;
  }
}

/**
 * Everything that can go wrong with a job's data is found out before the claim: afterwards it costs the provider its lock.
 */
async function prepareOrSkip(context: Context, jobId: bigint, job: Job, spec: JobSpec): Promise<Skip | undefined> {
  try {
    const prepared = await prepare(jobId, spec, prepareOptions(context));
    const { sandbox, abandon: signal, config } = context;
    const seconds = await rehearse(spec, prepared, { sandbox, signal });
    const most = Math.min(prepared.limits.wallSeconds, job.terms.workPeriod - config.MARGIN_SECONDS);
    return seconds > most ? skip("period", `it may take ${seconds} s here, it has ${most} s`, true) : undefined;
  } catch (error) {
    context.abandon.throwIfAborted();
    const reason = judged(error);
    if (reason.retryable) throw reason;
    return skip("data", reason.message, true);
  }
}

/** Options of `prepare` for this worker. */
export function prepareOptions({ storage, dataDir, config, abandon }: Context) {
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
    signal: abandon,
  };
}

async function modelFacts({ client, contracts }: Context, { model }: JobSpec): Promise<ModelFacts | undefined> {
  if (model === undefined) return undefined;
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
