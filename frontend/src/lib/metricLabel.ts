const acronyms = new Set(["f1", "auc", "rmse", "mae", "mse", "r2", "ari", "nmi", "bic", "aic"]);

/** A metric's name as people write it: `logLoss` is “Log loss”, `rmse` “RMSE”. */
export function metricLabel(name: string): string {
  if (acronyms.has(name.toLowerCase())) return name.toUpperCase();
  const words = name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replace(/[_-]+/g, " ")
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
