import type { Skip } from "../decide/decide.ts";

type Entry = { code: string; isFinal: boolean; failures: number; nextAt: number };

/** The first pause before a job is looked at again, and the longest, ms. */
const FIRST_MS = 1_000;
const MOST_MS = 60_000;

/** Remembers what was said of each job, so that each reason is logged once and a refused job costs nothing more. */
export class Notices {
  readonly #entries = new Map<string, Entry>();

  /** Whether the job is worth another look at this time (ms). */
  isDue(key: string, now: number): boolean {
    const entry = this.#entries.get(key);
    return entry === undefined || (!entry.isFinal && now >= entry.nextAt);
  }

  /** @returns Whether this reason is new for the job. */
  skipped(key: string, { code, final }: Skip, now: number): boolean {
    return this.#note(key, code, final, now);
  }

  /** @returns Whether this failure is new for the job. */
  failed(key: string, code: string, now: number): boolean {
    return this.#note(key, code, false, now);
  }

  /** Looks again at a known moment (ms): nothing failed. @returns Whether the waiting is new. */
  wait(key: string, until: number): boolean {
    const old = this.#entries.get(key);
    this.#entries.set(key, { code: "wait", isFinal: false, failures: 0, nextAt: until });
    return old?.code !== "wait";
  }

  /** The pause until the next look, ms. */
  pauseOf(key: string): number {
    return Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(20, (this.#entries.get(key)?.failures ?? 1) - 1));
  }

  /** Forgets what the predicate does not want kept. */
  keepOnly(isKept: (key: string) => boolean): void {
    for (const key of this.#entries.keys()) if (!isKept(key)) this.#entries.delete(key);
  }

  #note(key: string, code: string, isFinal: boolean, now: number): boolean {
    const old = this.#entries.get(key);
    this.#entries.set(key, { code, isFinal, failures: (old?.failures ?? 0) + 1, nextAt: 0 });
    const entry = this.#entries.get(key);
    if (entry !== undefined) entry.nextAt = now + this.pauseOf(key);
    return old?.code !== code;
  }
}
