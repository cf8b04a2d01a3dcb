import { z } from "zod";

const Count = z.int().min(0);
/** A mean of nothing is null in JSON. */
const Points = z.array(
  z.tuple([
    z.number(),
    z
      .number()
      .nullable()
      .transform((value) => value ?? Number.NaN),
  ]),
);

const numbers = (length: number) => z.array(z.number()).length(length);

const normalizer = (width: number) => z.strictObject({ count: Count, mean: numbers(width), squares: numbers(width) });

/** What a run's state must look like, of which only its JSON is known: of a run of so many rounds whose learner has a state of its own. */
export function runState<S extends z.ZodType>({
  rounds,
  width,
  learner,
}: {
  readonly rounds: number;
  /** Of an observation. */
  readonly width: number;
  readonly learner: S;
}) {
  return z.strictObject({
    steps: Count,
    state: z.strictObject({
      round: Count.max(rounds),
      done: z.boolean(),
      log: z.strictObject({
        training: Points,
        validation: Points,
        loss: Points,
        lengths: Points,
        episodes: Count,
        waited: Count,
      }),
      learner,
    }),
    best: z.strictObject({ mean: z.number(), step: Count, normalizer: normalizer(width) }).optional(),
  });
}

/** What every learner keeps. */
export function learnerState({
  lanes,
  width,
  actions,
}: {
  /** Environments side by side. */
  readonly lanes: number;
  /** Of an observation. */
  readonly width: number;
  /** That there are to choose from. */
  readonly actions: number;
}) {
  const lane = z.strictObject({ episode: Count, actions: z.array(Count.max(actions - 1)) });
  return z.strictObject({
    lanes: z.array(lane).length(lanes),
    normalizer: normalizer(width),
    rewardScale: z.strictObject({ count: Count, mean: z.number(), squares: z.number(), sums: numbers(lanes) }),
  });
}
