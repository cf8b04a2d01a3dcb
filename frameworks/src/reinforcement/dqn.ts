import { DqnConfig } from "@blacktail/sdk/families";
import { z } from "zod";
import { readConfig } from "../config.ts";
import type { Family, TrainContext, TrainOutcome } from "../family.ts";
import { argmax } from "../metrics/classification.ts";
import type { Random } from "../random.ts";
import type { SavedTensor } from "../runner/checkpoints.ts";
import { Trainer } from "../runner/trainer.ts";
import { openArena } from "./arena.ts";
import { type Episode, Lanes, type LanesState } from "./lanes.ts";
import { type Learner, learn } from "./learn.ts";
import { Normalizer, type NormalizerState } from "./normalizer.ts";
import { Perceptron } from "./perceptron.ts";
import { qProgram } from "./qProgram.ts";
import { Replay } from "./replay.ts";
import { RewardScale, type RewardScaleState } from "./rewardScale.ts";
import { learnerState } from "./savedState.ts";

const FRAMEWORK = { family: "reinforcement", name: "dqn", version: "1.0.0" } as const;
/** Steps of each environment between two runs of the Scan. */
const ROUND_STEPS = 16;
/** Rounds between two validations. */
const VALIDATE_EVERY = 32;

/** Deep Q-network: replay and target network (Mnih et al. 2015), double estimation (arXiv 1509.06461), Huber's loss. */
export const dqn: Family = {
  ...FRAMEWORK,
  checkConfig: (config) => void readConfig(DqnConfig, config),
  train,
};

interface State {
  readonly lanes: LanesState;
  readonly normalizer: NormalizerState;
  readonly rewardScale: RewardScaleState;
  /** Experiences so far. */
  readonly seen: number;
}

async function train(context: TrainContext): Promise<TrainOutcome> {
  const { spec, threads, device } = context;
  const config = readConfig(DqnConfig, spec.framework?.config ?? {});
  const arena = await openArena(context, config);
  const { activation, environments: count } = config;
  const rows = count * ROUND_STEPS;
  const rounds = Math.ceil(config.steps / rows);
  const warmUp = Math.min(Math.ceil(config.warmUp / rows), rounds) * rows;
  const sizes = [arena.width, ...config.hidden, arena.actions.length];
  const program = qProgram(sizes, config, spec.seed);
  const replay = new Replay(Math.max(config.replay, warmUp), arena.width);
  const trainer = await Trainer.create(program, replay.blocks, { threads, device });
  try {
    return await learn<State>({
      context,
      framework: { ...FRAMEWORK, config: spec.framework?.config ?? {} },
      arena,
      trainer,
      sizes,
      activation,
      rounds,
      stepsPerRound: rows,
      validateEvery: VALIDATE_EVERY,
      patience: config.patience,
      targetReturn: config.targetReturn,
      form: learnerState({ lanes: count, width: arena.width, actions: arena.actions.length }).extend({
        seen: z.int().min(0),
      }),
      createLearner,
    });
  } finally {
    await trainer.release();
  }

  function createLearner(saved?: {
    readonly state: State;
    readonly tensors: Readonly<Record<string, SavedTensor>>;
  }): Learner<State> {
    const lanes = new Lanes(() => arena.create("train"), count, spec.seed, saved?.state.lanes);
    const normalizer = new Normalizer(arena.width, saved?.state.normalizer);
    const rewardScale = new RewardScale(count, config.discount, saved?.state.rewardScale);
    const policy = new Perceptron(sizes, activation, trainer.parameters());
    const targets = (program.constants ?? []).map(({ initial }) => initial);
    if (saved !== undefined) {
      replay.restore(saved.state.seen, saved.tensors);
      targets.forEach((weights, index) => {
        weights.set(saved.tensors[`target/${index}`]?.data as Float32Array);
      });
    }
    const scale = (raw: Float32Array) => (arena.scaled ? raw : normalizer.apply(raw));
    return {
      weights: () => trainer.parameters(),
      normalizer,
      score: (raw) => policy.run(scale(raw)),
      async round(share, random) {
        const warm = replay.count >= warmUp;
        const episodes = act(warm ? exploration(share, config) : 1, warm, random);
        if (!warm) {
          // The last round of looking around: sizes are fixed from here on, as a replay cannot follow them.
          if (replay.count >= warmUp) settle();
          return { episodes, losses: new Float32Array() };
        }
        const before = trainer.steps;
        const steps = Math.max(1, Math.round(rows * config.updatesPerStep));
        const batches = BigInt64Array.from({ length: steps * config.batchSize }, () =>
          BigInt(random.below(replay.size)),
        );
        const losses = await trainer.run(batches, () => config.learningRate * (1 - share));
        policy.weights = trainer.parameters();
        const { targetEvery } = config;
        if (Math.floor(trainer.steps / targetEvery) > Math.floor(before / targetEvery)) {
          trainer.parameters().forEach((weights, index) => {
            targets[index]?.set(weights);
          });
        }
        return { episodes, losses };
      },
      save: () => ({
        state: {
          lanes: lanes.state(),
          normalizer: normalizer.state(),
          rewardScale: rewardScale.state(),
          seen: replay.count,
        },
        tensors: {
          ...replay.tensors(),
          ...Object.fromEntries(targets.map((data, index) => [`target/${index}`, { shape: [data.length], data }])),
        },
      }),
    };

    /** Acts for a round: at random with the probability `explore`, else greedily. */
    function act(explore: number, warm: boolean, random: Random): Episode[] {
      const episodes: Episode[] = [];
      const actions = new Int32Array(count);
      for (let step = 0; step < ROUND_STEPS; step++) {
        const raw = lanes.observations();
        const scaled = warm ? scale(raw) : raw;
        const scores = policy.run(scaled);
        const choices = arena.actions.length;
        for (let lane = 0; lane < count; lane++) {
          const greedy = argmax(scores.subarray(lane * choices, (lane + 1) * choices));
          actions[lane] = random.uniform() < explore ? random.below(choices) : greedy;
        }
        const outcomes = lanes.step(actions, (episode) => episodes.push(episode));
        const after = lanes.observations();
        outcomes.forEach(({ reward, terminated, last }, lane) => {
          const at = (values: Float32Array) => values.subarray(lane * arena.width, (lane + 1) * arena.width);
          const next = last ?? at(after);
          if (!warm) rewardScale.see(lane, reward, last !== undefined);
          replay.add({
            observation: at(scaled),
            action: actions[lane] ?? 0,
            reward: warm ? reward / rewardScale.divisor : reward,
            next: warm ? scale(next) : next,
            terminated,
          });
        });
        if (!warm) normalizer.moments.add(raw);
      }
      return episodes;
    }

    function settle(): void {
      normalizer.settle();
      replay.rescale(arena.scaled ? undefined : normalizer, rewardScale.divisor);
    }
  }
}

/** Share of random actions: falls from 1 along a straight line, then stays. */
function exploration(share: number, { explore, exploreShare }: DqnConfig): number {
  return exploreShare === 0 ? explore : Math.max(explore, 1 - ((1 - explore) * share) / exploreShare);
}
