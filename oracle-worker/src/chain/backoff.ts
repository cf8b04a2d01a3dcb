import type { Clock } from "../clock.ts";

/** Pauses that double from `firstMs` to `mostMs`; `reset` after a success. */
export class Backoff {
  readonly #clock: Clock;
  readonly #firstMs: number;
  readonly #mostMs: number;
  #failures = 0;

  constructor(clock: Clock, firstMs = 500, mostMs = 15_000) {
    this.#clock = clock;
    this.#firstMs = firstMs;
    this.#mostMs = mostMs;
  }

  /** The pause that comes next, in ms. */
  get nextMs(): number {
    return Math.min(this.#mostMs, this.#firstMs * 2 ** Math.min(this.#failures, 20));
  }

  get failures(): number {
    return this.#failures;
  }

  reset(): void {
    this.#failures = 0;
  }

  async pause(signal?: AbortSignal): Promise<void> {
    const ms = this.nextMs;
    this.#failures++;
    await this.#clock.sleep(ms, signal);
  }
}
