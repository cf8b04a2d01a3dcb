import { applyJobEvent, isFinal, type Job, type JobEscrowEvent, jobEscrowAbi } from "@blacktail/sdk";
import { type Address, parseEventLogs } from "viem";
import type { Follower, MinedLog } from "./chainWatcher.ts";
import { EventBook } from "./eventBook.ts";

/** Every job that is not final, as the escrow's events tell it. What this says of a job is only acted on after `verifyJob`. */
export class Jobs implements Follower {
  readonly address: Address;
  readonly #book = new EventBook<Job>(({ status }) => isFinal(status));
  readonly #changed = new Set<bigint>();

  constructor(escrow: Address) {
    this.address = escrow;
  }

  get(jobId: bigint): Job | undefined {
    return this.#book.get(jobId);
  }

  /** The oldest first. */
  all(): { jobId: bigint; job: Job }[] {
    return this.#book.all().map(({ id, value }) => ({ jobId: id, job: value }));
  }

  /** Whether `takeChanged` would give any. */
  get hasChanged(): boolean {
    return this.#changed.size > 0;
  }

  /** Ids of jobs that something happened to since this was last asked. */
  takeChanged(): Set<bigint> {
    const changed = new Set(this.#changed);
    this.#changed.clear();
    return changed;
  }

  apply(fromBlock: bigint, logs: readonly MinedLog[]): string | undefined {
    const events = parseEventLogs({ abi: jobEscrowAbi, logs: [...logs] });
    const steps = events.flatMap((event) => {
      const { args, blockNumber: block, blockHash, logIndex } = event;
      if (!("jobId" in args)) return [];
      return [{ id: args.jobId, block, blockHash, logIndex, next: (before: Job | undefined) => after(before, event) }];
    });
    const { changed, incomplete } = this.#book.apply(fromBlock, steps);
    for (const id of changed) this.#changed.add(id);
    const [missing] = incomplete;
    return missing === undefined ? undefined : `the RPC left out the beginning of job ${missing}`;
  }

  forgetBefore(block: bigint): void {
    this.#book.forgetBefore(block);
  }
}

/** Undefined when the job must be known before the event and is not, or was otherwise than the event says. */
function after(before: Job | undefined, event: JobEscrowEvent): Job | undefined {
  return before === undefined && event.eventName !== "JobCreated" ? undefined : applyJobEvent(before, event);
}
