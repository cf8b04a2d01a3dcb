import type { Random } from "../random.ts";
import type { DataBlocks } from "../runner/data.ts";
import { advantages, normalized } from "./advantages.ts";
import type { Episode, Lanes } from "./lanes.ts";
import type { Normalizer } from "./normalizer.ts";
import type { Perceptron } from "./perceptron.ts";
import type { RewardScale } from "./rewardScale.ts";
import { sampleAction } from "./sample.ts";

/** The blocks that `actorCriticProgram` learns from, for [horizon, lanes] steps; filled anew by each rollout. */
export interface RolloutBlocks extends DataBlocks {
  readonly observations: Float32Array;
  readonly actions: BigInt64Array;
  readonly advantages: Float32Array;
  readonly before: Float32Array;
  readonly returns: Float32Array;
}

export function rolloutBlocks(rows: number, width: number): RolloutBlocks {
  return {
    observations: new Float32Array(rows * width),
    actions: new BigInt64Array(rows),
    advantages: new Float32Array(rows),
    before: new Float32Array(rows),
    returns: new Float32Array(rows),
  };
}

interface Options {
  readonly lanes: Lanes;
  readonly count: number;
  readonly horizon: number;
  readonly policy: Perceptron;
  readonly baseline: Perceptron;
  /** Takes in what is seen, for later. */
  readonly normalizer: Normalizer;
  /** Observations as the networks take them. */
  scale(raw: Float32Array): Float32Array;
  readonly rewardScale: RewardScale;
  readonly discount: number;
  readonly lambda: number;
  readonly random: Random;
}

/** Acts by the policy for a horizon and judges each action. @returns the episodes that ended on the way. */
export function rollout(options: Options, blocks: RolloutBlocks): Episode[] {
  const { lanes, count, horizon, policy, baseline, normalizer, scale, rewardScale, random } = options;
  const rows = horizon * count;
  const rewards = new Float64Array(rows);
  const ended = new Uint8Array(rows);
  const values = new Float64Array(rows);
  const beyond = new Float64Array(rows);
  const episodes: Episode[] = [];
  const actions = new Int32Array(count);
  const raws: Float32Array[] = [];
  for (let step = 0; step < horizon; step++) {
    const first = step * count;
    const raw = lanes.observations();
    raws.push(raw);
    const observations = scale(raw);
    const scores = policy.run(observations);
    const choices = scores.length / count;
    blocks.observations.set(observations, first * (observations.length / count));
    values.set(baseline.run(observations), first);
    for (let lane = 0; lane < count; lane++) {
      const { action, logProbability } = sampleAction(scores.subarray(lane * choices, (lane + 1) * choices), random);
      actions[lane] = action;
      blocks.actions[first + lane] = BigInt(action);
      blocks.before[first + lane] = logProbability;
    }
    lanes
      .step(actions, (episode) => episodes.push(episode))
      .forEach(({ reward, truncated, last }, lane) => {
        rewardScale.see(lane, reward, last !== undefined);
        rewards[first + lane] = reward;
        ended[first + lane] = last === undefined ? 0 : 1;
        if (truncated && last !== undefined) beyond[first + lane] = baseline.run(scale(last))[0] ?? 0;
      });
  }
  const open = baseline.run(scale(lanes.observations()));
  for (let lane = 0; lane < count; lane++) {
    const index = rows - count + lane;
    if (ended[index] === 0) beyond[index] = open[lane] ?? 0;
  }
  for (const raw of raws) normalizer.moments.add(raw);
  const { divisor } = rewardScale;
  const judged = advantages(
    { lanes: count, rewards: rewards.map((reward) => reward / divisor), values, ended, beyond },
    options,
  );
  blocks.advantages.set(normalized(judged.advantages));
  blocks.returns.set(judged.returns);
  return episodes;
}
