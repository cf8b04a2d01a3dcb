import type { Context } from "../context.ts";
import { type Log, messageOf } from "../log.ts";
import type { ResultRecord } from "../outbox/records.ts";
import { inTime } from "./inTime.ts";
import { publishResult } from "./publish.ts";

type Shared = Pick<Context, "storage" | "dataDir" | "watcher" | "config">;

/**
 * Publishes what came of a stage while there is time for it. Without its files others cannot check the result, so that it may be rejected; but
 * they can be published later too, and who misses the deadline loses its lock for sure.
 *
 * @param time See `inTime`.
 * @throws what storage or the disk says, while there is time for another try; the signal's reason
 */
export async function publishInTime(
  context: Shared,
  result: ResultRecord,
  time: { deadline: bigint; again: number },
  signal: AbortSignal,
  log: Log,
): Promise<void> {
  const { storage, dataDir } = context;
  const error = await inTime(context, time, signal, (limit) => publishResult(storage, dataDir, result, limit));
  if (error === undefined) return;
  log.warn({ reason: messageOf(error) }, "the result is not published yet; it is brought all the same");
}
