import { argmax } from "../metrics/classification.ts";
import type { Environment } from "./environments/environment.ts";

/** Episodes to choose by and to measure on have seeds of their own, the same in every run, and never one to learn from. */
const FIRST_SEED = { test: 2 ** 31, validation: 2 ** 31 + 2 ** 30 } as const;
/** Episodes that are asked for an action together. */
const SIDE_BY_SIDE = 128;

export interface Returns {
  /** Mean sum of an episode's rewards, not discounted. */
  readonly mean: number;
  /** Standard deviation over the episodes. */
  readonly deviation: number;
  /** Mean number of steps. */
  readonly length: number;
  readonly episodes: number;
}

interface Plan {
  readonly create: () => Environment;
  readonly purpose: "validation" | "test";
  readonly episodes: number;
}

/**
 * Acts greedily: the action with the highest score, in episodes that nothing was learned from.
 * @param score scores [rows, actions] of observations [rows, width].
 */
export function evaluate(
  create: () => Environment,
  score: (observations: Float32Array) => Float32Array,
  plan: Omit<Plan, "create">,
): Returns {
  const steps = act({ create, ...plan });
  let asked = steps.next();
  while (!asked.done) asked = steps.next(score(asked.value));
  return asked.value;
}

/** As `evaluate`, for a policy that answers later, such as a model in a session. */
export async function evaluateLater(
  create: () => Environment,
  score: (observations: Float32Array) => Promise<Float32Array>,
  plan: Omit<Plan, "create">,
): Promise<Returns> {
  const steps = act({ create, ...plan });
  let asked = steps.next();
  while (!asked.done) asked = steps.next(await score(asked.value));
  return asked.value;
}

/** Yields observations [rows, width] and goes on with their scores [rows, actions]. */
function* act({ create, purpose, episodes }: Plan): Generator<Float32Array, Returns, Float32Array> {
  const earned: number[] = [];
  const lengths: number[] = [];
  const environments = Array.from({ length: Math.min(SIDE_BY_SIDE, episodes) }, create);
  for (let first = 0; first < episodes; first += SIDE_BY_SIDE) {
    const wave = environments.slice(0, episodes - first).map((environment, index) => {
      const { observation } = environment.reset({ seed: FIRST_SEED[purpose] + first + index });
      return { environment, observation, earned: 0, length: 0, over: false };
    });
    for (let open = wave; open.length > 0; open = open.filter(({ over }) => !over)) {
      const width = open[0]?.environment.observationSpace.names.length ?? 0;
      const seen = new Float32Array(open.length * width);
      open.forEach(({ observation }, index) => {
        seen.set(observation, index * width);
      });
      const scores = yield seen;
      const actions = scores.length / open.length;
      open.forEach((episode, index) => {
        const action = argmax(scores.subarray(index * actions, (index + 1) * actions));
        const { observation, reward, terminated, truncated } = episode.environment.step(action);
        episode.observation = observation;
        episode.earned += reward;
        episode.length++;
        episode.over = terminated || truncated;
      });
    }
    for (const episode of wave) {
      earned.push(episode.earned);
      lengths.push(episode.length);
    }
  }
  const mean = average(earned);
  return {
    mean,
    deviation: Math.sqrt(average(earned.map((value) => (value - mean) ** 2))),
    length: average(lengths),
    episodes,
  };
}

const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
