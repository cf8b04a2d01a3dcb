import { problem } from "../../errors.ts";
import { loadModule } from "../../modules.ts";
import type { Environment, EnvironmentFactory } from "./environment.ts";

/**
 * The environment of a user's module. What its `create` gives is unknown until `createChecked` has looked at it.
 * @throws BlacktailError MODULE_…, ENVIRONMENT_INVALID when the module trains instead
 */
export async function loadEnvironment(path: string): Promise<EnvironmentFactory> {
  const loaded = await loadModule(path);
  if (loaded.kind === "environment") return { create: (tools) => loaded.create(tools) as Environment };
  throw problem(
    "ENVIRONMENT_INVALID",
    `The module holds the family "${loaded.family.family}", and no environment to learn in.`,
    "Write: export default { create() { return { observationSpace, actionSpace, reset, step }; } };",
  );
}
