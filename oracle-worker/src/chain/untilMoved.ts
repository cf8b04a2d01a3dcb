import type { Context } from "../context.ts";

/** Events follow what was mined within this time and a look, ms. */
const EVENTS_MS = 5_000;

/** Waits, not for ever, until the events show what was mined: who acts sooner acts on the state before. @param isAsBefore What they show now */
export async function untilMoved(
  { clock, abandon, config }: Pick<Context, "clock" | "abandon" | "config">,
  isAsBefore: () => boolean,
): Promise<void> {
  const until = clock.now() + EVENTS_MS + config.POLL_MS;
  while (isAsBefore() && clock.now() < until && !abandon.aborted) {
    await clock.sleep(Math.min(100, config.POLL_MS), abandon);
  }
}
