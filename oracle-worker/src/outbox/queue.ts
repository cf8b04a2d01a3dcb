/** Runs tasks one after the other; among those that wait, the most urgent first. */
export class Queue {
  readonly #waiting: { urgency: number; start: () => void }[] = [];
  #busy = false;

  /** @param urgency Higher goes first. */
  async run<T>(urgency: number, task: () => Promise<T>): Promise<T> {
    await this.#turn(urgency);
    try {
      return await task();
    } finally {
      this.#busy = false;
      this.#next();
    }
  }

  #turn(urgency: number): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ urgency, start: resolve });
      this.#next();
    });
  }

  #next(): void {
    if (this.#busy) return;
    const best = this.#waiting.reduce((at, { urgency }, index) => {
      const standing = this.#waiting[at];
      return standing === undefined || urgency > standing.urgency ? index : at;
    }, 0);
    const [task] = this.#waiting.splice(best, 1);
    if (task === undefined) return;
    this.#busy = true;
    task.start();
  }
}
