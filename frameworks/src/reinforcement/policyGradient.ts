import { PolicyGradientConfig } from "@blacktail/sdk/families";
import { readConfig } from "../config.ts";
import type { Family, TrainContext, TrainOutcome } from "../family.ts";
import { createRandom, type Random } from "../random.ts";
import { Trainer } from "../runner/trainer.ts";
import { actorCriticProgram, actorCriticSizes } from "./actorCritic.ts";
import { openArena } from "./arena.ts";
import { finish } from "./finish.ts";
import { isSolved, validate } from "./judge.ts";
import { Lanes, type LanesState } from "./lanes.ts";
import { Log, type LogState } from "./log.ts";
import { Normalizer, type NormalizerState } from "./normalizer.ts";
import { Perceptron } from "./perceptron.ts";
import { RewardScale, type RewardScaleState } from "./rewardScale.ts";
import { rollout, rolloutBlocks } from "./rollout.ts";
import { loadRun, saveRun } from "./runState.ts";

const KEY = "policy-gradient";
const VERSION = "1.0.0";
/** Streams of random numbers from this one on are those of the updates. */
const UPDATE_STREAM = 1_000;
/** Updates between two validations. */
const VALIDATE_EVERY = 4;

/**
 * Policy gradient with a learned baseline: REINFORCE (Williams 1992) with generalized advantage estimation (arXiv 1506.02438), and
 * several epochs over each horizon, held together by PPO's clipping (arXiv 1707.06347).
 */
export const policyGradient: Family = {
  family: "reinforcement",
  name: KEY,
  version: VERSION,
  checkConfig: (config) => void readConfig(PolicyGradientConfig, config),
  train,
};

/** What a checkpoint holds beside tensors. The random numbers of an update follow from its number. */
interface State {
  readonly update: number;
  readonly lanes: LanesState;
  readonly normalizer: NormalizerState;
  readonly rewardScale: RewardScaleState;
  readonly log: LogState;
  readonly done: boolean;
}

async function train(context: TrainContext): Promise<TrainOutcome> {
  const { spec, threads, device, checkpoints } = context;
  const config = readConfig(PolicyGradientConfig, spec.framework?.config ?? {});
  const arena = await openArena(context, config);
  const { environments: count, horizon } = config;
  const rows = count * horizon;
  const updates = Math.ceil(config.steps / rows);
  const sizes = actorCriticSizes(arena.width, arena.actions.length, config.hidden);
  const program = actorCriticProgram(sizes, config, rows, spec.seed);
  const blocks = rolloutBlocks(rows, arena.width);
  const trainer = await Trainer.create(program, blocks, { threads, device });
  try {
    const place = { checkpoints, key: KEY, trainer };
    const saved = loadRun<State>(place);
    let { update, done } = saved?.state ?? { update: 0, done: false };
    const lanes = new Lanes(() => arena.create("train"), count, spec.seed, saved?.state.lanes);
    const normalizer = new Normalizer(arena.width, saved?.state.normalizer);
    const rewardScale = new RewardScale(count, config.discount, saved?.state.rewardScale);
    const log = new Log(context, updates * rows, saved && { ...saved.state, best: saved.best, step: update * rows });
    const policyLayers = 2 * (sizes.actor.length - 1);
    const policyWeights = () => trainer.parameters().slice(0, policyLayers);
    const policy = new Perceptron(sizes.actor, config.activation, policyWeights());
    const baseline = new Perceptron(sizes.critic, config.activation, trainer.parameters().slice(policyLayers));
    const scale = (raw: Float32Array) => (arena.scaled ? raw : normalizer.apply(raw));
    const score = (raw: Float32Array) => policy.run(scale(raw));
    let kept = trainer.steps;

    while (update < updates && !done) {
      update++;
      const step = update * rows;
      const random = createRandom(spec.seed, UPDATE_STREAM + update);
      log.episodes(
        step,
        rollout({ ...config, lanes, count, policy, baseline, normalizer, scale, rewardScale, random }, blocks),
      );
      const rate = config.learningRate * (1 - (update - 1) / updates);
      const batches = shuffledBatches(rows, program.batchSize, config.epochs, random);
      const losses = await trainer.run(batches, () => rate);
      policy.weights = policyWeights();
      baseline.weights = trainer.parameters().slice(policyLayers);
      normalizer.settle();
      if (update % VALIDATE_EVERY === 0 || update === updates) {
        const returns = validate(arena, score);
        log.validation(step, returns, policyWeights(), normalizer.state());
        done = isSolved(arena, score, returns, config.targetReturn ?? arena.rewardThreshold);
      }
      log.progress(step, losses);
      if (trainer.steps - kept < checkpoints.every) continue;
      kept = trainer.steps;
      const state = {
        update,
        done,
        lanes: lanes.state(),
        normalizer: normalizer.state(),
        rewardScale: rewardScale.state(),
      };
      await saveRun<State>(place, { ...state, log: log.state }, log.best);
    }
    const framework = { family: "reinforcement", name: KEY, version: VERSION, config: spec.framework?.config ?? {} };
    return finish({
      context,
      arena,
      framework,
      sizes: sizes.actor,
      activation: config.activation,
      log,
      steps: update * rows,
    });
  } finally {
    await trainer.release();
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
