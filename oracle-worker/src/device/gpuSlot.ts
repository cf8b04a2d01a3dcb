/** The machine's GPU, which computes for one job at a time: several would share its memory, and take longer than each was rehearsed to. */
export class GpuSlot {
  #holder: bigint | undefined;
  #waiting: (() => void)[] = [];

  /** The job that has it. */
  get holder(): bigint | undefined {
    return this.#holder;
  }

  /** @returns Whether the job has it now. */
  take(jobId: bigint): boolean {
    this.#holder ??= jobId;
    return this.#holder === jobId;
  }

  /** Waits until the job has it. @throws the signal's reason */
  async wait(jobId: bigint, signal: AbortSignal): Promise<void> {
    while (!this.take(jobId)) {
      signal.throwIfAborted();
      await new Promise<void>((wake) => {
        this.#waiting.push(wake);
        signal.addEventListener("abort", () => wake(), { once: true });
      });
    }
  }

  /** The job has ended, or is not to be done any more. */
  leave(jobId: bigint): void {
    if (this.#holder !== jobId) return;
    this.#holder = undefined;
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
