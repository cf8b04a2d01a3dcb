import { setTimeout as sleep } from "node:timers/promises";
import { BlacktailError } from "@blacktail/sdk";

/**
 * A stage of a start that may not take for ever.
 * @throws BlacktailError `STACK_PART_NOT_READY` naming the stage when `ms` milliseconds have passed
 */
export async function within<T>(stage: string, ms: number, work: Promise<T>, fix: string): Promise<T> {
  const timer = new AbortController();
  const late = sleep(ms, undefined, { signal: timer.signal }).then(() => {
    throw new BlacktailError({
      code: "STACK_PART_NOT_READY",
      message: `${stage} was not done within ${ms / 1000} s.`,
      fix,
    });
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    timer.abort();
    late.catch(() => undefined);
  }
}
