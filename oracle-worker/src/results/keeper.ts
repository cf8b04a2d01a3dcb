import { isFinal, type Job } from "@blacktail/sdk";
import type { Context } from "../context.ts";
import type { ResultRecord } from "../outbox/records.ts";
import { publishResult } from "./publish.ts";

type Shared = Pick<Context, "clock" | "config" | "jobs" | "memory" | "storage" | "dataDir" | "log" | "metrics">;

/** Sees to it that what this provider brought stays in storage until its job is final: what nobody can check counts as wrong. */
export class Keeper {
  readonly #context: Shared;
  #nextAt = 0;
  #isBusy = false;

  constructor(context: Shared) {
    this.#context = context;
  }

  /** Starts a round if it is time for one. */
  tick(signal: AbortSignal): void {
    const { clock, config, log } = this.#context;
    if (this.#isBusy || clock.now() < this.#nextAt) return;
    this.#isBusy = true;
    this.#round(signal)
      .catch((error: unknown) => {
        if (!signal.aborted) log.warn({ err: error }, "cannot see whether results are still in storage; trying again");
      })
      .finally(() => {
        this.#isBusy = false;
        this.#nextAt = clock.now() + config.KEEP_SECONDS * 1_000;
      });
  }

  async #round(signal: AbortSignal): Promise<void> {
    const { memory, jobs, storage, dataDir, log, metrics } = this.#context;
    for (const result of memory.results()) {
      signal.throwIfAborted();
      const job = jobs.get(BigInt(result.jobId));
      if (job === undefined || !isOnChain(job, result)) continue;
      let isMissing = false;
      const isNeeded = async (cid: string): Promise<boolean> => {
        const isLost = !(await storage.has(cid));
        isMissing ||= isLost;
        return isLost;
      };
      try {
        await publishResult(storage, dataDir, result, signal, isNeeded);
      } catch (error) {
        signal.throwIfAborted();
        // The other results are looked at all the same: each has a lock behind it.
        log.warn({ jobId: result.jobId, stage: result.stage, err: error }, "a result cannot be kept in storage now");
        continue;
      }
      if (!isMissing) continue;
      metrics.republished.inc();
      log.warn({ jobId: result.jobId, stage: result.stage }, "the storage had lost a result: published again");
    }
  }
}

/** Whether the result is known to all: submitted or revealed. Of one that is only committed to nothing may be published. */
function isOnChain(job: Job, { stage, body }: ResultRecord): boolean {
  if (isFinal(job.status)) return false;
  if (job.stage > stage) return true;
  if (job.stage < stage) return false;
  const revealed = job.replicas.some((place) => place.revealed && place.digest === body.outputDigest);
  return revealed || job.result === body.outputDigest;
}
