/** Observations: one number per name. Bounds may be infinite; without them nothing is known. */
export interface Box {
  readonly kind: "box";
  /** What the numbers are, such as "position"; the trained model's input columns have these names. */
  readonly names: readonly string[];
  readonly low?: readonly number[];
  readonly high?: readonly number[];
}

/** Actions: one of several, given by its number from 0. */
export interface Discrete {
  readonly kind: "discrete";
  /** What the actions are, such as "left"; the trained model answers with these names. */
  readonly names: readonly string[];
}

/** What an environment answers to an action. */
export interface Transition {
  readonly observation: ArrayLike<number>;
  readonly reward: number;
  /** The episode is over, and nothing more could have been earned. */
  readonly terminated: boolean;
  /** The episode is cut off, a time limit say; more could have been earned. */
  readonly truncated: boolean;
  readonly info?: Readonly<Record<string, unknown>>;
}

/**
 * A world to act in, in the shape of Gymnasium's (Towers et al., arXiv 2407.17032). The seed of `reset` and the actions since
 * determine everything that happens: that is what makes a training repeatable, and lets it go on after an interruption.
 */
export interface Environment {
  readonly observationSpace: Box;
  readonly actionSpace: Discrete;
  /** Mean return of an episode from which the task counts as solved; training may end then. */
  readonly rewardThreshold?: number;
  /** Begins an episode. */
  reset(options: { readonly seed: number }): {
    readonly observation: ArrayLike<number>;
    readonly info?: Readonly<Record<string, unknown>>;
  };
  /** Acts: a number of `actionSpace`. Not called after an episode's end. */
  step(action: number): Transition;
}

/** What an environment is made with. */
export interface EnvironmentTools {
  /** Paths of the job's training data, in its order. */
  readonly data: readonly string[];
}

/** Makes environments that know nothing of each other. A module of a user's own exports one as its default. */
export interface EnvironmentFactory {
  create(tools: EnvironmentTools): Environment;
}
