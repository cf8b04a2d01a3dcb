const shares = new Set(["accuracy", "f1", "precision", "recall", "auc", "balancedAccuracy"]);

/** A metric as people read it: shares in per cent, the rest with four significant digits. */
export function formatMetric(name: string, value: number): string {
  if (shares.has(name.replace(/^(test|train|validation)[._-]?/i, "").replace(/^./, (first) => first.toLowerCase()))) {
    return `${(value * 100).toFixed(1)} %`;
  }
  return new Intl.NumberFormat("en", { maximumSignificantDigits: 4 }).format(value);
}
