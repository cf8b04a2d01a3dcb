/** What is better when it is higher, and when it is lower; of other metrics nobody here knows. */
const HIGHER = /accuracy|f1|precision|recall|auc|r2|ari|nmi|silhouette|return|reward|purity|variance/i;
const LOWER = /loss|rmse|mae|mse|nats|perplexity|error|bic|inertia/i;

/**
 * The places of the best values of a metric; none where its name does not tell which way is better, or where all are alike.
 * @param values One a run; undefined where a run has none.
 */
export function bestOf(name: string, values: readonly (number | undefined)[]): number[] {
  const known = values.filter((value) => value !== undefined);
  if (new Set(known).size < 2) return [];
  const best = LOWER.test(name) ? Math.min(...known) : HIGHER.test(name) ? Math.max(...known) : undefined;
  return values.flatMap((value, at) => (value !== undefined && value === best ? [at] : []));
}
