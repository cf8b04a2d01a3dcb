import type { IncomingMessage } from "node:http";

const MAX_MS = 5_000;

/**
 * Reads and drops the rest of a refused upload for a moment, so that the sender gets to read the answer; then cuts the
 * connection. To close it at once (`Connection: close`) would reset it under the sender, who then sees no answer at all.
 */
export function linger(req: IncomingMessage): void {
  if (req.complete || req.destroyed) return;
  req.resume();
  const timer = setTimeout(() => req.destroy(), MAX_MS);
  timer.unref();
  const clear = () => clearTimeout(timer);
  req.once("end", clear);
  req.once("close", clear);
}
