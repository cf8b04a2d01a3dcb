import type { JobTerms } from "./types.ts";

type Budget = Pick<JobTerms, "budget" | "stages">;

/** Number of stages, 1 to 32. */
export function stageCount({ stages }: Pick<JobTerms, "stages">): number {
  return Math.max(stages.length, 1);
}

/** What a stage is paid, of all its replicas, in the currency's smallest unit; the last takes what rounding leaves. */
export function stagePrice(terms: Budget, stage: number): bigint {
  return budgetFrom(terms, stage) - budgetFrom(terms, stage + 1);
}

/** What a stage and all after it are paid: the budget less what the stages before it were paid. */
export function budgetFrom(terms: Budget, stage: number): bigint {
  const { budget, stages } = terms;
  if (stage >= stageCount(terms)) return 0n;
  const sum = stages.reduce((total, weight) => total + weight, 0);
  const before = stages.slice(0, stage).reduce((paid, weight) => paid + (budget * BigInt(weight)) / BigInt(sum), 0n);
  return budget - before;
}
