import type { TrainContext } from "../family.ts";
import type { Lesson } from "./lesson.ts";
import { type FittedNetwork, fitNetwork } from "./network.ts";
import { ALL_ROWS_WEIGHT_DECAY } from "./tune.ts";

interface Round {
  /** Counted from 0. */
  readonly round: number;
  /** Optimizer steps of each round, and of all. */
  readonly steps: number;
  readonly totalSteps: number;
  /** Optimizer steps that make one pass over the rows. */
  readonly epochSteps: number;
  readonly parameters: Parameters<typeof fitNetwork>[2]["parameters"];
  readonly context: TrainContext;
}

/** Trains the network for one round on labelled and other rows, and tells of it as a part of the whole. */
export function fitRound(
  lesson: Lesson,
  settings: Parameters<typeof fitNetwork>[1],
  { round, steps, totalSteps, epochSteps, parameters, context }: Round,
): Promise<FittedNetwork> {
  return fitNetwork(
    lesson,
    { ...settings, weightDecay: ALL_ROWS_WEIGHT_DECAY },
    {
      parameters,
      steps,
      key: `round-${round}`,
      stream: 50 + round,
      context,
      onStep: (step, loss) =>
        context.onProgress({
          phase: "training",
          step: round * steps + step,
          totalSteps,
          epoch: step / epochSteps,
          loss,
          message: `round ${round + 1}`,
        }),
    },
  );
}
