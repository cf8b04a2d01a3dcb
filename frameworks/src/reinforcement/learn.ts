import type { Framework } from "@blacktail/sdk";
import type { z } from "zod";
import type { TrainContext, TrainOutcome } from "../family.ts";
import { createRandom, type Random } from "../random.ts";
import type { SavedTensor } from "../runner/checkpoints.ts";
import type { Activation } from "../runner/network.ts";
import type { Trainer } from "../runner/trainer.ts";
import type { Arena } from "./arena.ts";
import { finish } from "./finish.ts";
import { isSolved, validate } from "./judge.ts";
import type { Episode } from "./lanes.ts";
import { Log, type LogState } from "./log.ts";
import type { Normalizer } from "./normalizer.ts";
import { loadRun, restoring, saveRun } from "./runState.ts";
import { runState } from "./savedState.ts";

/** Streams of random numbers from this one on are those of the rounds. */
const ROUND_STREAM = 1_000;

/** A way to learn: what one round of acting and learning is. `S` is its state, plain JSON. */
export interface Learner<S> {
  /** Present weights of the network that acts. */
  weights(): readonly Float32Array[];
  readonly normalizer: Normalizer;
  /** Scores [rows, actions] of observations [rows, width] as the environment gives them. */
  score(observations: Float32Array): Float32Array;
  /**
   * Acts and learns.
   * @param share how much of the run is done before this round, 0 … 1
   * @param random this round's own random numbers
   * @returns the episodes that ended, and the losses of the optimizer steps; none while it only looks around.
   */
  round(share: number, random: Random): Promise<{ episodes: Episode[]; losses: Float32Array }>;
  /** Everything that is not in the trainer, to go on from after an interruption. */
  save(): { readonly state: S; readonly tensors?: Readonly<Record<string, SavedTensor>> };
}

interface Options<S> {
  readonly context: TrainContext;
  readonly framework: Framework;
  readonly arena: Arena;
  readonly trainer: Trainer;
  /** Sizes of the network that acts. */
  readonly sizes: readonly number[];
  readonly activation: Activation;
  readonly rounds: number;
  /** Steps in the environments, all together. */
  readonly stepsPerRound: number;
  readonly validateEvery: number;
  /** Validations without a better one after which the run ends. */
  readonly patience: number;
  readonly targetReturn: number | undefined;
  /** What the learner's state must look like. */
  readonly form: z.ZodType<S>;
  /** Called when the trainer has been restored. */
  createLearner(saved?: { readonly state: S; readonly tensors: Readonly<Record<string, SavedTensor>> }): Learner<S>;
}

interface State<S> {
  readonly round: number;
  readonly done: boolean;
  readonly log: LogState;
  readonly learner: S;
}

/**
 * Runs a learner round by round: validates, keeps the best policy, ends when the task is solved, keeps checkpoints between rounds and
 * goes on from one. The random numbers of a round follow from its number, and open episodes from their seeds and actions.
 * A stage of a run ends after the round in which it has done its share of the steps in the environments.
 */
export async function learn<S>(options: Options<S>): Promise<TrainOutcome> {
  const { context, arena, trainer, rounds, stepsPerRound, validateEvery } = options;
  const { checkpoints, spec } = context;
  const place = { checkpoints, key: options.framework.name, trainer };
  const acting = options.sizes.slice(1).flatMap((size, layer) => [(options.sizes[layer] ?? 0) * size, size]);
  const form = runState({ rounds, width: arena.width, learner: options.form });
  const saved = loadRun<State<S>>({ ...place, form, acting });
  let { round, done } = saved?.state ?? { round: 0, done: false };
  const learner = restoring(() =>
    options.createLearner(saved && { state: saved.state.learner, tensors: saved.tensors }),
  );
  const log = new Log(
    context,
    rounds * stepsPerRound,
    saved && { log: saved.state.log, best: saved.best, step: round * stepsPerRound },
  );
  const score = (observations: Float32Array) => learner.score(observations);
  let kept = { round, steps: trainer.steps };
  const stageEnd = checkpoints.stage?.endWithin(rounds * stepsPerRound) ?? Number.POSITIVE_INFINITY;
  while (round < rounds && !done) {
    if (round * stepsPerRound >= stageEnd) {
      if (round > kept.round) await save();
      checkpoints.stage?.halt(round * stepsPerRound, log.measures);
    }
    const share = round / rounds;
    round++;
    const step = round * stepsPerRound;
    const { episodes, losses } = await learner.round(share, createRandom(spec.seed, ROUND_STREAM + round));
    log.episodes(step, episodes);
    if (round % validateEvery === 0 || round === rounds) {
      const returns = validate(arena, score);
      log.validation(step, returns, learner.weights(), learner.normalizer.state());
      done =
        log.state.waited >= options.patience ||
        isSolved(arena, score, returns, options.targetReturn ?? arena.rewardThreshold);
    }
    log.progress(step, losses);
    if (trainer.steps - kept.steps >= checkpoints.every) await save();
  }
  return finish({ ...options, log, steps: round * stepsPerRound });

  function save(): Promise<void> {
    kept = { round, steps: trainer.steps };
    const { state, tensors } = learner.save();
    return saveRun<State<S>>(place, { round, done, log: log.state, learner: state }, log.best, tensors);
  }
}
