import type { IncomingMessage, ServerResponse } from "node:http";

const MAX_MS = 5_000;

/**
 * Reads and drops the rest of a refused upload for a moment, so that the sender gets to read the answer instead of a reset
 * connection; then cuts it.
 */
export function linger(req: IncomingMessage, res: ServerResponse): void {
  if (req.complete || req.destroyed) return;
  res.setHeader("connection", "close");
  req.resume();
  const timer = setTimeout(() => req.destroy(), MAX_MS);
  timer.unref();
  req.once("close", () => clearTimeout(timer));
}
