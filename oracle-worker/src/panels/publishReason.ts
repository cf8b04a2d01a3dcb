import type { Context } from "../context.ts";
import { inTime } from "../results/inTime.ts";
import { judged } from "../retry.ts";
import type { Ballot } from "./ballots.ts";

type Shared = Pick<Context, "storage" | "watcher" | "log" | "abandon" | "config">;

/**
 * Publishes a vote's reason while there is time for it. It is there for all to read when the vote is, and not before, as others could vote by it;
 * but who misses the reveal for it loses the seat's lock.
 *
 * @param deadline End of the reveal period, unix seconds, the chain's.
 * @throws what storage says, while there is time for another try; the reason why everything is dropped
 */
export async function publishReason(context: Shared, { document, panelId }: Ballot, deadline: bigint): Promise<void> {
  const { storage, log, abandon, config } = context;
  const time = { deadline, again: config.MARGIN_SECONDS };
  const error = await inTime(context, time, abandon, (signal) => storage.putJson(document, { signal }));
  if (error === undefined) return;
  log.warn({ panelId, err: judged(error) }, "the reason of a vote could not be published; revealing without");
}
