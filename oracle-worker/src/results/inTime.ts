import type { Context } from "../context.ts";

/** The longest timer there is, ms. */
const MOST_MS = 2_147_483_647;

type Shared = { watcher: Pick<Context["watcher"], "now">; config: Pick<Context["config"], "MARGIN_SECONDS"> };

/**
 * Publishes something while there is time for it: what it belongs to is brought all the same.
 *
 * @param deadline Unix seconds, the chain's; the margin before it is kept.
 * @param publish Told by its signal when the time is over.
 * @returns What kept it from being published; undefined when nothing did.
 * @throws what `publish` says, while there is time for another try: `again` is what that may take, s; the signal's reason
 */
export async function inTime(
  { watcher, config }: Shared,
  { deadline, again }: { deadline: bigint; again: number },
  signal: AbortSignal,
  publish: (signal: AbortSignal) => Promise<unknown>,
): Promise<unknown> {
  const left = (): number => Number(deadline) - config.MARGIN_SECONDS - watcher.now();
  const patience = AbortSignal.timeout(Math.min(MOST_MS, Math.max(1, left()) * 1_000));
  try {
    await publish(AbortSignal.any([signal, patience]));
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    if (left() > again) throw error;
    return error;
  }
}
