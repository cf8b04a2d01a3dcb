import type { Work } from "./workOf.ts";

/** Seconds for a stage's checkpoint to be published, and for the next stage to be claimed and to start from it. */
const HANDOVER = 15;

/** Seconds, from a quick machine to a slow one: of one stage, and of all with what passes between them. */
export type StagedTime = { stage: Work; all: Work };

/** How long work takes that is divided into stages of the same size. Every result waits to be accepted; that is not counted. */
export function timeOf(work: Work, stages: number): StagedTime {
  const over = (stages - 1) * HANDOVER;
  const each = (seconds: number) => (seconds + over) / stages;
  return {
    stage: { low: each(work.low), likely: each(work.likely), high: each(work.high) },
    all: { low: work.low + over, likely: work.likely + over, high: work.high + over },
  };
}
