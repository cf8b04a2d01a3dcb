/**
 * A signal that Ctrl-C (or SIGTERM) aborts, so that a command can end what it began. Pressed a second time, it ends the process.
 */
export function interrupt(): { signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const names = ["SIGINT", "SIGTERM"] as const;
  const abort = () => {
    // The next one finds no handler, and does what it does by default.
    stop();
    controller.abort();
  };
  const stop = () => {
    for (const name of names) process.off(name, abort);
  };
  for (const name of names) process.on(name, abort);
  return { signal: controller.signal, stop };
}
