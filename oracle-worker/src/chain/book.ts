import type { Job } from "@blacktail/sdk";

/** An event of one job: what it makes of the job, given the job before it (undefined when nothing was known). */
export type JobStep = {
  jobId: bigint;
  block: bigint;
  logIndex: number;
  /** Undefined when the job before it must be known and is not. */
  next: (before: Job | undefined) => Job | undefined;
};

/** A job as one event left it. */
type JobEntry = { job: Job; block: bigint };

/**
 * Jobs as the chain's events tell them. A window of recent blocks is read again at each look and replaces what was known
 * of it, so a reorganisation undoes itself. Final jobs older than the window are forgotten: memory follows open jobs only.
 */
export class JobBook {
  readonly #entries = new Map<bigint, JobEntry[]>();
  readonly #isFinal: (job: Job) => boolean;

  constructor(isFinal: (job: Job) => boolean) {
    this.#isFinal = isFinal;
  }

  /**
   * Replaces everything known of blocks from `fromBlock` on.
   *
   * @returns Ids of the jobs whose latest state is another than before, and of those whose beginning is missing.
   */
  apply(fromBlock: bigint, steps: readonly JobStep[]): { changed: Set<bigint>; incomplete: Set<bigint> } {
    const before = new Map([...this.#entries].map(([id, list]) => [id, list.at(-1)]));
    for (const [id, list] of this.#entries) {
      const kept = list.filter(({ block }) => block < fromBlock);
      // Of what is settled history only the newest state matters.
      if (kept.length === 0) this.#entries.delete(id);
      else this.#entries.set(id, kept.slice(-1));
    }
    const incomplete = new Set<bigint>();
    for (const { jobId, block, next } of steps.toSorted(byPosition)) {
      const list = this.#entries.get(jobId) ?? [];
      const job = next(list.at(-1)?.job);
      if (job === undefined) incomplete.add(jobId);
      else this.#entries.set(jobId, [...list, { job, block }]);
    }
    return { changed: this.#changes(before), incomplete };
  }

  /** Drops final jobs whose last event is older than `block`. */
  forgetBefore(block: bigint): void {
    for (const [id, list] of this.#entries) {
      const last = list.at(-1);
      if (last === undefined || (last.block < block && this.#isFinal(last.job))) this.#entries.delete(id);
    }
  }

  get(jobId: bigint): Job | undefined {
    return this.#entries.get(jobId)?.at(-1)?.job;
  }

  /** Every job known, oldest id first. */
  jobs(): { jobId: bigint; job: Job }[] {
    return [...this.#entries]
      .flatMap(([jobId, list]) => list.slice(-1).map(({ job }) => ({ jobId, job })))
      .toSorted((a, b) => (a.jobId < b.jobId ? -1 : 1));
  }

  #changes(before: Map<bigint, JobEntry | undefined>): Set<bigint> {
    const changed = new Set<bigint>();
    for (const id of new Set([...before.keys(), ...this.#entries.keys()])) {
      const [old, now] = [before.get(id), this.#entries.get(id)?.at(-1)];
      if (old === undefined || now === undefined || !isSame(old, now)) changed.add(id);
    }
    return changed;
  }
}

function byPosition(a: JobStep, b: JobStep): number {
  return a.block === b.block ? a.logIndex - b.logIndex : a.block < b.block ? -1 : 1;
}

const FIELDS = ["status", "deadline", "provider", "outputDigest", "attemptsLeft", "challenger"] as const;

function isSame(a: JobEntry, b: JobEntry): boolean {
  return FIELDS.every((field) => a.job[field] === b.job[field]);
}
