/**
 * The machine's GPU, which computes for one job at a time: several would share its memory, and take longer than each was rehearsed to. A panel
 * takes it by its number below zero, so that it is taken for no job.
 */
export class GpuSlot {
  #holder: bigint | undefined;

  /** The job that has it. */
  get holder(): bigint | undefined {
    return this.#holder;
  }

  /** @returns Whether the job has it now. */
  take(jobId: bigint): boolean {
    this.#holder ??= jobId;
    return this.#holder === jobId;
  }

  /** The job has ended, or is not to be done any more. */
  leave(jobId: bigint): void {
    if (this.#holder === jobId) this.#holder = undefined;
  }
}

/** Who has the GPU, in words. */
export function holderOf({ holder = 0n }: GpuSlot): string {
  return holder < 0n ? `panel ${-holder}` : `job ${holder}`;
}
