import { setTimeout as sleep } from "node:timers/promises";

/** Asks until the answer is neither undefined nor false; errors count as "not yet" and the last one tells why it took too long. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false>,
  timeoutMs = 30_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  let last: unknown;
  while (Date.now() < deadline) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
      last = undefined;
    } catch (error) {
      last = error;
    }
    await sleep(25);
  }
  throw new Error(`${what}: not within ${timeoutMs} ms`, { cause: last });
}
