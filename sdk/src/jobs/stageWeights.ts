import type { JobSpec } from "../schemas/JobSpec.ts";

/** The most that a stage's weight may be on chain: a byte. */
const MOST = 255;

/**
 * The weights by which the budget of a job with this specification is divided, `JobTerms.stages`: in proportion to what each stage does where
 * all of them say so in one unit, else equal. Empty for a job of one stage.
 */
export function stageWeights({ stages }: Pick<JobSpec, "stages">): number[] {
  if (stages.length === 1) return [];
  const work = amounts(stages, "steps") ?? amounts(stages, "epochs") ?? stages.map(() => 1);
  const most = Math.max(...work);
  const divisor = work.reduce(commonDivisor);
  if (most / divisor <= MOST) return work.map((amount) => amount / divisor);
  return work.map((amount) => Math.max(1, Math.round((amount * MOST) / most)));
}

function amounts(stages: JobSpec["stages"], unit: "steps" | "epochs"): number[] | undefined {
  const values = stages.flatMap((stage) => stage[unit] ?? []);
  return values.length === stages.length ? values : undefined;
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
