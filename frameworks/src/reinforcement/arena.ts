import type { PolicyGradientConfig } from "@blacktail/sdk/families";
import type { TrainContext } from "../family.ts";
import { dataOf, pathOf } from "../inputs.ts";
import type { Encoder } from "../tables/encoders.ts";
import { cartPole } from "./environments/cartPole.ts";
import { checkRepeatable, createChecked } from "./environments/checkEnvironment.ts";
import type { Environment, EnvironmentFactory } from "./environments/environment.ts";
import { gridWorld } from "./environments/gridWorld.ts";
import { loadEnvironment } from "./environments/loadEnvironment.ts";
import type { Normalizer } from "./normalizer.ts";
import { openTable } from "./tableArena.ts";

type Purpose = "train" | "validation" | "test";

/** Where a policy learns, is chosen and is measured; what it sees, and how the artifact sees it. */
export interface Arena {
  /** Such as "CartPole", "table". */
  readonly name: string;
  readonly actions: readonly string[];
  /** Numbers in an observation. */
  readonly width: number;
  readonly rewardThreshold?: number;
  /** Whether observations are features of size 1 already. */
  readonly scaled: boolean;
  create(purpose: Purpose): Environment;
  /** Episodes to choose by and to measure on. */
  readonly episodes: { readonly validation: number; readonly test: number };
  readonly warnings: readonly string[];
  /** The encoding in the artifact of what the policy is given. */
  encoders(normalizer: Normalizer): readonly Encoder[];
}

/** Settings that say where to act. */
type Settings = Pick<PolicyGradientConfig, "environment" | "grid" | "stepCost" | "episodeSteps" | "ignore">;

const VALIDATION_EPISODES = 20;
const TEST_EPISODES = 100;

/**
 * Opens what a job asks to act in: the module that is given, the table, or an environment of ours by its name.
 * @throws BlacktailError ENVIRONMENT_INVALID, ENVIRONMENT_FAILED, CONFIG_INVALID, DATA_…, TARGET_…
 */
export async function openArena(context: TrainContext, settings: Settings): Promise<Arena> {
  const { environment, episodeSteps } = settings;
  const module = dataOf(context.spec, "module");
  const data = context.spec.data.filter(({ role }) => role === "train");
  if (environment === "auto" && module === undefined && data.length > 0) return openTable(context, settings.ignore);
  const [name, factory] = await findFactory(settings, module && pathOf(context.inputs, module));
  const paths = data.map((input) => pathOf(context.inputs, input));
  const create = () => createChecked(factory, { data: paths }, episodeSteps);
  checkRepeatable(create);
  const { observationSpace, actionSpace, rewardThreshold } = create();
  return {
    name,
    actions: actionSpace.names,
    width: observationSpace.names.length,
    ...(rewardThreshold === undefined ? {} : { rewardThreshold }),
    scaled: false,
    create,
    episodes: { validation: VALIDATION_EPISODES, test: TEST_EPISODES },
    warnings: [],
    encoders: (normalizer) => observationSpace.names.map((column, index) => normalizer.encoder(column, index)),
  };
}

async function findFactory(settings: Settings, modulePath: string | undefined): Promise<[string, EnvironmentFactory]> {
  const { environment, grid, stepCost } = settings;
  if (environment === "GridWorld") return [environment, gridWorld({ grid, stepCost })];
  if (environment === "CartPole" || modulePath === undefined) return ["CartPole", cartPole];
  return ["module", await loadEnvironment(modulePath)];
}
