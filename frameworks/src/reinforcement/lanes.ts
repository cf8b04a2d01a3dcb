import { createRandom } from "../random.ts";
import type { Environment } from "./environments/environment.ts";

/** Seeds of episodes to learn from lie below this, those of episodes to measure on above. */
const TRAINING_SEEDS = 2 ** 31;

/** An episode that has ended. */
export interface Episode {
  readonly return: number;
  readonly length: number;
}

/** What an action led to, in one lane. */
export interface Outcome {
  readonly reward: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
  /** What was seen at the end of an episode; the lane has begun the next one by then. */
  readonly last: Float32Array | undefined;
}

interface Lane {
  readonly environment: Environment;
  episode: number;
  observation: Float32Array;
  /** Of the episode so far. */
  actions: number[];
  earned: number;
}

/**
 * Environments side by side, each in an endless row of episodes. An episode is determined by its seed and actions: so an
 * interrupted run is taken up by doing the actions of its open episodes again.
 */
export class Lanes {
  readonly #lanes: readonly Lane[];
  readonly #seed: number;

  constructor(create: () => Environment, count: number, seed: number, saved?: LanesState) {
    this.#seed = seed;
    this.#lanes = Array.from({ length: count }, (_, index) => {
      const lane: Lane = {
        environment: create(),
        episode: (saved?.[index]?.episode ?? 0) - 1,
        observation: new Float32Array(),
        actions: [],
        earned: 0,
      };
      this.#begin(lane, index);
      for (const action of saved?.[index]?.actions ?? []) this.#act(lane, action);
      return lane;
    });
  }

  /** What is seen now, [lanes, width]. */
  observations(): Float32Array {
    const width = this.#lanes[0]?.observation.length ?? 0;
    const result = new Float32Array(this.#lanes.length * width);
    this.#lanes.forEach(({ observation }, index) => {
      result.set(observation, index * width);
    });
    return result;
  }

  /** One action per lane. Where an episode ends, it is told and the next one begins. */
  step(actions: ArrayLike<number>, ended: (episode: Episode) => void): Outcome[] {
    return this.#lanes.map((lane, index) => {
      const { reward, terminated, truncated } = this.#act(lane, actions[index] ?? 0);
      if (!terminated && !truncated) return { reward, terminated, truncated, last: undefined };
      const last = lane.observation;
      ended({ return: lane.earned, length: lane.actions.length });
      this.#begin(lane, index);
      return { reward, terminated, truncated, last };
    });
  }

  /** Plain JSON, to begin again from here. */
  state(): LanesState {
    return this.#lanes.map(({ episode, actions }) => ({ episode, actions: [...actions] }));
  }

  #begin(lane: Lane, index: number): void {
    lane.episode++;
    lane.actions = [];
    lane.earned = 0;
    const seed = createRandom(this.#seed, 1_000_003 * (index + 1) + lane.episode).below(TRAINING_SEEDS);
    lane.observation = Float32Array.from(lane.environment.reset({ seed }).observation);
  }

  #act(lane: Lane, action: number) {
    const transition = lane.environment.step(action);
    lane.observation = Float32Array.from(transition.observation);
    lane.actions.push(action);
    lane.earned += transition.reward;
    return transition;
  }
}

export type LanesState = readonly { readonly episode: number; readonly actions: readonly number[] }[];
