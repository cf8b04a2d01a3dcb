import type { Log } from "./log.ts";

export const EXIT = { ok: 0, error: 1, config: 78, tryAgain: 75 } as const;

/**
 * The one way down. The first SIGTERM or SIGINT asks to stop; a second one ends the process at once.
 *
 * @returns `stop` aborts at the first signal.
 */
export function listenForSignals(log: Log): { stop: AbortController } {
  const stop = new AbortController();
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stop.signal.aborted) {
      log.warn({ signal }, "second signal: ending at once; what was in hand resumes from the journal");
      process.exit(EXIT.ok);
    }
    log.info({ signal }, "stopping: no new jobs");
    stop.abort(new Error(`${signal} received`));
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
  return { stop };
}
