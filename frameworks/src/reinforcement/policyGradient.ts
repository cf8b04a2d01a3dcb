import { PolicyGradientConfig } from "@blacktail/sdk/families";
import { readConfig } from "../config.ts";
import type { Family, TrainContext, TrainOutcome } from "../family.ts";
import type { Random } from "../random.ts";
import { Trainer } from "../runner/trainer.ts";
import { actorCriticProgram, actorCriticSizes } from "./actorCritic.ts";
import { openArena } from "./arena.ts";
import { Lanes, type LanesState } from "./lanes.ts";
import { type Learner, learn } from "./learn.ts";
import { Normalizer, type NormalizerState } from "./normalizer.ts";
import { Perceptron } from "./perceptron.ts";
import { RewardScale, type RewardScaleState } from "./rewardScale.ts";
import { rollout, rolloutBlocks } from "./rollout.ts";
import { learnerState } from "./savedState.ts";

const FRAMEWORK = { family: "reinforcement", name: "policy-gradient", version: "1.0.0" } as const;
/** Updates between two validations. */
const VALIDATE_EVERY = 4;

/**
 * Policy gradient with a learned baseline: REINFORCE (Williams 1992) with generalized advantage estimation (arXiv 1506.02438), and
 * several epochs over each horizon, held together by PPO's clipping (arXiv 1707.06347).
 */
export const policyGradient: Family = {
  ...FRAMEWORK,
  checkConfig: (config) => void readConfig(PolicyGradientConfig, config),
  train,
};

interface State {
  readonly lanes: LanesState;
  readonly normalizer: NormalizerState;
  readonly rewardScale: RewardScaleState;
}

async function train(context: TrainContext): Promise<TrainOutcome> {
  const { spec, threads, device } = context;
  const config = readConfig(PolicyGradientConfig, spec.framework?.config ?? {});
  const arena = await openArena(context, config);
  const { activation, environments: count, horizon } = config;
  const rows = count * horizon;
  const { actor, critic } = actorCriticSizes(arena.width, arena.actions.length, config.hidden);
  const program = actorCriticProgram({ actor, critic }, config, rows, spec.seed);
  const blocks = rolloutBlocks(rows, arena.width);
  const trainer = await Trainer.create(program, blocks, { threads, device });
  try {
    return await learn<State>({
      context,
      framework: { ...FRAMEWORK, config: spec.framework?.config ?? {} },
      arena,
      trainer,
      sizes: actor,
      activation,
      rounds: Math.ceil(config.steps / rows),
      stepsPerRound: rows,
      validateEvery: VALIDATE_EVERY,
      patience: config.patience,
      targetReturn: config.targetReturn,
      form: learnerState({ lanes: count, width: arena.width, actions: arena.actions.length }),
      createLearner,
    });
  } finally {
    await trainer.release();
  }

  function createLearner(saved?: { readonly state: State }): Learner<State> {
    const lanes = new Lanes(() => arena.create("train"), count, spec.seed, saved?.state.lanes);
    const normalizer = new Normalizer(arena.width, saved?.state.normalizer);
    const rewardScale = new RewardScale(count, config.discount, saved?.state.rewardScale);
    const layers = 2 * (actor.length - 1);
    const weights = () => trainer.parameters().slice(0, layers);
    const policy = new Perceptron(actor, activation, weights());
    const baseline = new Perceptron(critic, activation, trainer.parameters().slice(layers));
    const scale = (raw: Float32Array) => (arena.scaled ? raw : normalizer.apply(raw));
    return {
      weights,
      normalizer,
      score: (raw) => policy.run(scale(raw)),
      async round(share, random) {
        const tools = { lanes, count, policy, baseline, normalizer, scale, rewardScale, random };
        const episodes = rollout({ ...config, ...tools }, blocks);
        const batches = shuffledBatches(rows, program.batchSize, config.epochs, random);
        const losses = await trainer.run(batches, () => config.learningRate * (1 - share));
        policy.weights = weights();
        baseline.weights = trainer.parameters().slice(layers);
        normalizer.settle();
        return { episodes, losses };
      },
      save: () => ({
        state: { lanes: lanes.state(), normalizer: normalizer.state(), rewardScale: rewardScale.state() },
      }),
    };
  }
}

/** Row numbers of some epochs, each in an order of its own; what does not fill a batch at an epoch's end is left out. */
function shuffledBatches(rows: number, batchSize: number, epochs: number, random: Random): BigInt64Array {
  const whole = Math.floor(rows / batchSize) * batchSize;
  const order = Uint32Array.from({ length: rows }, (_, row) => row);
  const result = new BigInt64Array(whole * epochs);
  for (let epoch = 0; epoch < epochs; epoch++) {
    random.shuffle(order);
    for (let index = 0; index < whole; index++) result[epoch * whole + index] = BigInt(order[index] ?? 0);
  }
  return result;
}
