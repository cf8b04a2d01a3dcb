/** Aborts its signal when the other side keeps one waiting for longer than `ms` in one go. */
export class Patience {
  readonly ms: number;
  readonly #abort = new AbortController();
  #isOver = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ms: number) {
    this.ms = ms;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** The other side's time runs, from the start. */
  start(): void {
    this.stop();
    if (this.#isOver) return;
    this.#timer = setTimeout(() => this.#abort.abort(new Error(`nothing happened for ${this.ms} ms`)), this.ms);
  }

  /** One's own time runs. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  /** Nothing is waited for any more. */
  end(): void {
    this.#isOver = true;
    this.stop();
  }
}
