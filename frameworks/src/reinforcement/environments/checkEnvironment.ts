import { listNames, problem } from "../../errors.ts";
import { createRandom } from "../../random.ts";
import type { Box, Discrete, Environment, EnvironmentFactory, EnvironmentTools, Transition } from "./environment.ts";

const MAX_ACTIONS = 1_000;
const MAX_OBSERVATIONS = 4_096;
const MAX_NAME = 128;
/** An episode that is longer than this is taken for one without an end, unless it is known where to cut it off. */
const MAX_EPISODE_STEPS = 20_000;
/** Steps for which two environments of one seed are compared. */
const COMPARED_STEPS = 200;

const invalid = (message: string, fix: string, cause?: unknown) => problem("ENVIRONMENT_INVALID", message, fix, cause);
const failed = (message: string, fix: string, cause?: unknown) => problem("ENVIRONMENT_FAILED", message, fix, cause);

/**
 * An environment that keeps to its own declarations, or says where it does not.
 * @param episodeSteps where episodes are cut off; without it, a very long one is an error.
 * @throws BlacktailError ENVIRONMENT_INVALID for wrong spaces; `reset` and `step` throw ENVIRONMENT_FAILED.
 */
export function createChecked(
  factory: EnvironmentFactory,
  tools: EnvironmentTools,
  episodeSteps?: number,
): Environment {
  const environment = attempt("create", () => factory.create(tools), invalid);
  checkSpaces(environment);
  const { observationSpace, actionSpace, rewardThreshold } = environment;
  let steps = 0;
  return {
    observationSpace,
    actionSpace,
    ...(typeof rewardThreshold === "number" && Number.isFinite(rewardThreshold) ? { rewardThreshold } : {}),
    reset(options) {
      steps = 0;
      const result = attempt("reset", () => environment.reset(options));
      return { observation: readObservation("reset", result?.observation, observationSpace) };
    },
    step(action) {
      steps++;
      const result = attempt("step", () => environment.step(action));
      const observation = readObservation("step", result?.observation, observationSpace);
      const { reward, terminated, truncated } = readTransition(result, actionSpace, action);
      const cut = episodeSteps !== undefined && steps >= episodeSteps;
      if (steps > MAX_EPISODE_STEPS && episodeSteps === undefined && !terminated && !truncated) {
        throw failed(
          `An episode of the environment has not ended after ${MAX_EPISODE_STEPS} steps.`,
          'Let step() return "truncated: true" at some point, or set "episodeSteps".',
        );
      }
      return { observation, reward, terminated, truncated: !terminated && (truncated || cut) };
    },
  };
}

/**
 * Checks that a seed and the actions determine what happens: two environments are acted on alike, and must answer alike.
 * @throws BlacktailError ENVIRONMENT_INVALID, ENVIRONMENT_FAILED
 */
export function checkRepeatable(create: () => Environment): void {
  const [first, second] = [create(), create()];
  const random = createRandom(0);
  let seed = 0;
  compare(first.reset({ seed }).observation, second.reset({ seed }).observation);
  for (let step = 0; step < COMPARED_STEPS; step++) {
    const action = random.below(first.actionSpace.names.length);
    const [one, other] = [first.step(action), second.step(action)];
    compare([...Array.from(one.observation), one.reward], [...Array.from(other.observation), other.reward]);
    if (one.terminated || one.truncated) {
      seed++;
      compare(first.reset({ seed }).observation, second.reset({ seed }).observation);
    }
  }
}

function compare(one: ArrayLike<number>, other: ArrayLike<number>): void {
  if (Array.from(one).every((value, index) => value === other[index])) return;
  throw failed(
    "The environment answers otherwise when it is run again with the same seed and actions.",
    "Draw random numbers by the engine's createRandom with the seed of reset(), and share nothing between environments.",
  );
}

function attempt<T>(name: string, work: () => T, error = failed): T {
  try {
    return work();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw error(`The environment's ${name}() failed: ${why.slice(0, 300)}`, "Mend the environment's module.", cause);
  }
}

function checkSpaces(environment: Environment): void {
  const observations: Partial<Box> | undefined = environment?.observationSpace;
  const actions: Partial<Discrete> | undefined = environment?.actionSpace;
  if (typeof environment?.reset !== "function" || typeof environment.step !== "function") {
    throw invalid("The environment has no reset() or no step().", "Return both from create().");
  }
  if (observations?.kind !== "box") throw invalid("The observation space is no box.", 'Give { kind: "box", names }.');
  if (actions?.kind !== "discrete") {
    throw invalid(
      "The action space is not discrete.",
      'Give { kind: "discrete", names }; other actions are not learned.',
    );
  }
  checkNames("observation", observations.names, 1, MAX_OBSERVATIONS);
  checkNames("action", actions.names, 2, MAX_ACTIONS);
  for (const bounds of [observations.low, observations.high]) {
    if (bounds !== undefined && (bounds.length !== observations.names?.length || bounds.some(Number.isNaN))) {
      throw invalid(
        `The observation space has ${observations.names?.length} names and ${bounds.length} bounds.`,
        "Give one number per name, or leave the bounds out.",
      );
    }
  }
}

function checkNames(what: string, names: readonly string[] | undefined, least: number, most: number): void {
  if (!Array.isArray(names) || names.length < least || names.length > most) {
    throw invalid(
      `The ${what} space has ${Array.isArray(names) ? names.length : "no"} names.`,
      `Give ${least} to ${most} names.`,
    );
  }
  const wrong = names.filter(
    (name, index) => typeof name !== "string" || name === "" || name.length > MAX_NAME || names.indexOf(name) < index,
  );
  if (wrong.length === 0) return;
  throw invalid(
    `The ${what} space has names that cannot be used or come twice: ${listNames(wrong.map(String))}.`,
    `Give different names of 1 to ${MAX_NAME} characters.`,
  );
}

function readObservation(from: string, values: ArrayLike<number> | undefined, space: Box): Float32Array {
  const { names } = space;
  if (values?.length !== names.length) {
    throw failed(
      `The environment's ${from}() returned ${values?.length ?? "no"} observations; its space has ${names.length}: ${listNames(names)}.`,
      "Return one number per name.",
    );
  }
  const result = Float32Array.from(values);
  const odd = result.findIndex((value) => !Number.isFinite(value));
  if (odd === -1) return result;
  throw failed(
    `The environment's ${from}() returned ${String(values[odd])} for "${names[odd]}", which is no finite float32.`,
    "Return finite numbers.",
  );
}

function readTransition(result: Transition, { names }: Discrete, action: number): Transition {
  const { reward, terminated, truncated } = result;
  if (typeof reward !== "number" || !Number.isFinite(reward)) {
    throw failed(
      `The environment's step() returned the reward ${String(reward)} for the action "${names[action]}".`,
      "Return a finite number.",
    );
  }
  if (typeof terminated !== "boolean" || typeof truncated !== "boolean") {
    throw failed(
      `The environment's step() returned "terminated" as ${typeof terminated} and "truncated" as ${typeof truncated}.`,
      "Return true or false for both.",
    );
  }
  return result;
}
