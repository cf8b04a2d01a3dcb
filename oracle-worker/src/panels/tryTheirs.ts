import { BlacktailError, type VoteFinding } from "@blacktail/sdk";
import type { Clock } from "../clock.ts";
import { finding } from "../compare/finding.ts";
import { judged } from "../retry.ts";

/** A stranger's file gets so many times what the own one took, and at least so long, s. */
const TIMES = 10;
const LEAST_SECONDS = 30;
/** What a busy machine may have done to a process; such an end is believed only when it comes twice. */
const TRIES = 2;

export type TryOptions = {
  /** What the files are, such as "model". */
  what: string;
  /** Paths of both files. */
  own: string;
  theirs: string;
  /** The most that one run may take, s. */
  wallSeconds: number;
  clock: Clock;
  signal: AbortSignal;
};

/**
 * Runs something on a stranger's file, after it was run on the own file of the same kind: what only theirs breaks, fills or keeps busy speaks
 * against it. Else whoever makes such a file keeps its panel from voting at all.
 *
 * @param run With the file's path, and the seconds that it may take.
 * @throws BlacktailError what the own file fails with too, which is this machine's trouble; errors that are retryable; the signal's reason
 */
export async function tryTheirs<T>(
  run: (path: string, wallSeconds: number) => Promise<T>,
  { what, own, theirs, wallSeconds, clock, signal }: TryOptions,
): Promise<T | { bad: VoteFinding }> {
  const startedAt = clock.now();
  await run(own, wallSeconds);
  const took = (clock.now() - startedAt) / 1_000;
  const most = Math.ceil(Math.min(wallSeconds, Math.max(LEAST_SECONDS, took * TIMES)));
  for (let tries = 1; ; tries++) {
    try {
      return await run(theirs, most);
    } catch (error) {
      signal.throwIfAborted();
      const reason = judged(error);
      if (reason.retryable) throw reason;
      if (tries < TRIES && !isPlain(error)) continue;
      return { bad: finding("artifact", false, `its ${what} cannot be run or read: ${reason.message}`) };
    }
  }
}

/** Whether the end says by itself that the file is at fault, or comes too late for another try. */
function isPlain(error: unknown): boolean {
  return error instanceof BlacktailError && /^(MODEL_|CHECKPOINT_|WORKER_RUN_TIMEOUT$)/.test(error.code);
}
