import { stripCredentials } from "@blacktail/sdk";
import type { Clock } from "./clock.ts";
import type { Health } from "./http/health.ts";
import { type Log, messageOf } from "./log.ts";

const EVERY_MS = 10_000;
const AGAIN_MS = 1_000;
const TIMEOUT_MS = 5_000;

/** Asks the storage API now and then whether it is there, and tells health. Runs until the signal aborts. */
export async function watchStorage(
  api: string,
  health: Health,
  clock: Clock,
  log: Log,
  stop: AbortSignal,
): Promise<void> {
  let isUp: boolean | undefined;
  while (!stop.aborted) {
    const trouble = await ask(api);
    if (trouble === undefined) health.ok("storage");
    else health.bad("storage", trouble);
    if (trouble === undefined && isUp === false) log.info("storage answers again");
    if (trouble !== undefined && isUp !== false) log.warn({ reason: trouble }, "storage does not answer");
    isUp = trouble === undefined;
    await clock.sleep(isUp ? EVERY_MS : AGAIN_MS, stop);
  }
}

/** What is wrong; undefined when it answers. */
async function ask(api: string): Promise<string | undefined> {
  try {
    const response = await fetch(`${api}/api/v0/version`, { method: "POST", signal: AbortSignal.timeout(TIMEOUT_MS) });
    await response.body?.cancel();
    return response.status >= 500 ? `${stripCredentials(api)} answers ${response.status}` : undefined;
  } catch (error) {
    return `${stripCredentials(api)} cannot be reached (${messageOf(error)})`;
  }
}
