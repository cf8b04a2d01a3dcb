/** The learning rate of each step, counted from 1. */
export type Schedule = (step: number) => number;

/** The same rate always. */
export function constant(rate: number): Schedule {
  return () => rate;
}

/**
 * Rises to the peak over the first `warmup` steps in a straight line, then falls along half a cosine, to `final` at the last step
 * (Loshchilov and Hutter, arXiv 1608.03983, without restarts).
 */
export function cosine(options: { peak: number; steps: number; warmup?: number; final?: number }): Schedule {
  const { peak, final = 0 } = options;
  return warmed(options, (part) => final + (peak - final) * 0.5 * (1 + Math.cos(Math.PI * part)));
}

/** Rises to the peak over the first `warmup` steps, then falls in a straight line, to `final` at the last step. */
export function linearDecay(options: { peak: number; steps: number; warmup?: number; final?: number }): Schedule {
  const { peak, final = 0 } = options;
  return warmed(options, (part) => peak + (final - peak) * part);
}

/** Multiplies the rate by `factor` after each `every` steps. */
export function stepDecay({
  initial,
  every,
  factor = 0.1,
}: {
  initial: number;
  every: number;
  factor?: number;
}): Schedule {
  return (step) => initial * factor ** Math.floor((step - 1) / every);
}

/** @param after the rate by the part of the way, 0 … 1, from the end of the warm-up to the last step. */
function warmed(
  { peak, steps, warmup = 0 }: { peak: number; steps: number; warmup?: number },
  after: (part: number) => number,
): Schedule {
  return (step) => {
    if (step <= warmup) return (peak * step) / warmup;
    return after(Math.min(1, (step - warmup) / Math.max(1, steps - warmup)));
  };
}
