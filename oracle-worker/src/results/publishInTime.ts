import type { Context } from "../context.ts";
import { type Log, messageOf } from "../log.ts";
import type { ResultRecord } from "../outbox/records.ts";
import { publishResult } from "./publish.ts";

/** The longest timer there is, ms. */
const MOST_MS = 2_147_483_647;

type Shared = Pick<Context, "storage" | "dataDir" | "watcher" | "config">;

/**
 * Publishes what came of a stage while there is time for it. Without its files others cannot check the result, so that it may be rejected; but
 * they can be published later too, and who misses the deadline loses its lock for sure.
 *
 * @param deadline Unix seconds, the chain's; the margin before it is kept.
 * @throws what storage or the disk says, while there is time for another try: `again` is what that may take, s; the signal's reason
 */
export async function publishInTime(
  { storage, dataDir, watcher, config }: Shared,
  result: ResultRecord,
  { deadline, again }: { deadline: bigint; again: number },
  signal: AbortSignal,
  log: Log,
): Promise<void> {
  const left = (): number => Number(deadline) - config.MARGIN_SECONDS - watcher.now();
  const patience = AbortSignal.timeout(Math.min(MOST_MS, Math.max(1, left()) * 1_000));
  try {
    await publishResult(storage, dataDir, result, AbortSignal.any([signal, patience]));
  } catch (error) {
    signal.throwIfAborted();
    if (left() > again) throw error;
    log.warn({ reason: messageOf(error) }, "the result is not published yet; it is brought all the same");
  }
}
