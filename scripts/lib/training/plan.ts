import { BlacktailError, DEFAULT_LIMITS, type JobSpec, trainingSpec } from "@blacktail/sdk";
import { FRAMEWORKS } from "@blacktail/sdk/families";
import { z } from "zod";
import { checkOptions } from "./checkOptions.ts";
import { type LocalInput, openInput, openParent, readJsonObject } from "./files.ts";
import type { TrainingOptions } from "./options.ts";
import { planFromSpec } from "./planFromSpec.ts";
import { preferredName } from "./preferredName.ts";

/** What to train, and the local files that it learns from. */
export type Plan = {
  spec: JobSpec;
  /** Path of each input, by its digest. */
  inputs: Map<`0x${string}`, string>;
};

/** A training without its files, to be used again and again. */
const Recipe = z.strictObject({
  family: z.string(),
  name: z.string().optional(),
  config: z.record(z.string(), z.unknown()).default({}),
  seed: z.int().min(0).optional(),
});

/**
 * Turns options into a specification: everything that can be checked without training is checked here.
 *
 * @throws BlacktailError `CLI_…`, `DATA_…`, `DOCUMENT_INVALID`
 */
export async function planTraining(options: TrainingOptions): Promise<Plan> {
  if (options.spec !== undefined) return planFromSpec(options.spec, options);
  const recipe = options.recipe === undefined ? undefined : await readRecipe(options.recipe);
  const family = options.family ?? recipe?.family;
  if (family === undefined) throw missingFamily();
  const config = options.config === undefined ? {} : await readJsonObject(options.config, "the framework's settings");
  const data = await maybe(options.data, openInput);
  const labels = await maybe(options.labels, openInput);
  const test = await maybe(options.test, openInput);
  const testLabels = await maybe(options.testLabels, openInput);
  const module = await maybe(options.module, openInput);
  const parents = await Promise.all((options.parent ?? []).map(openParent));
  const name = options.name ?? recipe?.name ?? (await preferredName(family, data, options.target));
  // A module brings a family of its own, about which nothing is known here; or an environment to learn in.
  if (module === undefined || (family === "reinforcement" && data !== undefined)) {
    await checkOptions({ ...options, family, name, data, testData: test });
  }
  const { device = "cpu" } = options;
  const spec = trainingSpec({
    data: data?.stored,
    target: options.target,
    labels: labels?.stored,
    test: test?.stored,
    testLabels: testLabels?.stored,
    module: module?.stored,
    parents: parents.map(({ stored }) => stored),
    family,
    name,
    config: { ...recipe?.config, ...config },
    seed: options.seed ?? recipe?.seed,
    profile: device === "cpu" ? "fp32-cpu" : "fp32-gpu",
    device: device === "webgpu" || device === "cuda" ? device : undefined,
    stages: options.stages,
    limits: limitsFrom(options),
  });
  const files = [data, labels, test, testLabels, module, ...parents].filter((file) => file !== undefined);
  return { spec, inputs: new Map(files.map(({ path, stored }) => [stored.digest, path])) };
}

/** Limits of time and memory; the CPU's time is that of two threads. */
function limitsFrom({ minutes, memory }: TrainingOptions): Partial<JobSpec["limits"]> {
  return {
    ...(minutes === undefined ? {} : { wallSeconds: minutes * 60, cpuSeconds: minutes * 120 }),
    ...(memory === undefined ? {} : { memoryMiB: memory, outputMiB: Math.min(memory, DEFAULT_LIMITS.outputMiB) }),
  };
}

async function readRecipe(path: string): Promise<z.infer<typeof Recipe>> {
  const result = Recipe.safeParse(await readJsonObject(path, "family, name, config and seed"));
  if (result.success) return result.data;
  throw new BlacktailError({
    code: "CLI_CONFIG_UNREADABLE",
    message: `${path} is no recipe: ${z.prettifyError(result.error).replace(/\s*\n\s*/g, " ")}`,
    fix: "Give family, and if you like name, config and seed; frameworks/recipes holds examples.",
    cause: result.error,
  });
}

async function maybe(path: string | undefined, read: (path: string) => Promise<LocalInput>) {
  return path === undefined ? undefined : read(path);
}

function missingFamily(): BlacktailError {
  const families = [...new Set(FRAMEWORKS.map(({ family }) => family))].join(", ");
  return new BlacktailError({
    code: "CLI_OPTION_MISSING",
    message: "Nothing says what to train: --family, --recipe and --spec are all missing.",
    fix: `Give --family with one of ${families}.`,
  });
}
