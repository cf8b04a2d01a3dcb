/**
 * Hands pieces from one loop to another, one at a time: `push` waits until the reader takes the piece, so that neither runs
 * ahead of the other.
 */
export class Channel<T> implements AsyncIterable<T> {
  #queue: { value: T; taken: () => void }[] = [];
  #ended = false;
  #wake: () => void = () => {};

  push(value: T): Promise<void> {
    if (this.#ended) return Promise.resolve();
    return new Promise((taken) => {
      this.#queue.push({ value, taken });
      this.#wake();
    });
  }

  /** No more pieces; those that are waiting are still read. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    try {
      for (;;) {
        const next = this.#queue.shift();
        if (next !== undefined) {
          next.taken();
          yield next.value;
        } else if (this.#ended) return;
        else {
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
        }
      }
    } finally {
      // Whoever still waits to push must not wait for ever.
      this.#ended = true;
      for (const { taken } of this.#queue.splice(0)) taken();
    }
  }
}
