import { formatNumber } from "./formatNumber.ts";

const shares = new Set(["accuracy", "f1", "precision", "recall", "auc", "balancedAccuracy"]);

/** A metric as people read it: shares in per cent, the rest with four significant digits. */
export function formatMetric(name: string, value: number): string {
  // A provider's share may be anything.
  if (
    Math.abs(value) < 1e6 &&
    shares.has(name.replace(/^(test|train|validation)[._-]?/i, "").replace(/^./, (first) => first.toLowerCase()))
  ) {
    return `${(value * 100).toFixed(1)} %`;
  }
  return formatNumber(value);
}
