import { listNames, problem } from "./errors.ts";
import type { Family } from "./family.ts";
import { loadModule } from "./modules.ts";

/** Where each framework's code is. Loaded only in the child process that trains, since it brings the native runtime with it. */
const FRAMEWORKS: readonly { family: string; name: string; load(): Promise<Family> }[] = [
  { family: "supervised", name: "tabular", load: async () => (await import("./supervised/tabular.ts")).tabular },
  {
    family: "unsupervised",
    name: "k-means",
    load: async () => (await import("./unsupervised/kMeansFramework.ts")).kMeansFramework,
  },
  {
    family: "unsupervised",
    name: "mixture",
    load: async () => (await import("./unsupervised/mixtureFramework.ts")).mixtureFramework,
  },
  {
    family: "unsupervised",
    name: "pca",
    load: async () => (await import("./unsupervised/pcaFramework.ts")).pcaFramework,
  },
  {
    family: "unsupervised",
    name: "autoencoder",
    load: async () => (await import("./unsupervised/autoencoderFramework.ts")).autoencoderFramework,
  },
  {
    family: "unsupervised",
    name: "anomaly",
    load: async () => (await import("./unsupervised/anomalyFramework.ts")).anomalyFramework,
  },
  {
    family: "semi-supervised",
    name: "pseudo-label",
    load: async () => (await import("./semi/pseudoLabelFramework.ts")).pseudoLabelFramework,
  },
  {
    family: "semi-supervised",
    name: "consistency",
    load: async () => (await import("./semi/consistencyFramework.ts")).consistencyFramework,
  },
  { family: "deep", name: "mlp", load: async () => (await import("./deep/mlp.ts")).mlp },
  { family: "deep", name: "cnn", load: async () => (await import("./deep/cnn.ts")).cnn },
  { family: "transfer", name: "fine-tuning", load: async () => (await import("./transfer/fineTuning.ts")).fineTuning },
  { family: "deep", name: "transformer", load: async () => (await import("./deep/transformer.ts")).transformer },
  { family: "ensemble", name: "bagging", load: async () => (await import("./ensemble/bagging.ts")).bagging },
  { family: "ensemble", name: "stacking", load: async () => (await import("./ensemble/stacking.ts")).stacking },
  { family: "ensemble", name: "voting", load: async () => (await import("./ensemble/voting.ts")).voting },
  { family: "reinforcement", name: "dqn", load: async () => (await import("./reinforcement/dqn.ts")).dqn },
  {
    family: "reinforcement",
    name: "policy-gradient",
    load: async () => (await import("./reinforcement/policyGradient.ts")).policyGradient,
  },
];

/**
 * Finds a framework by a spec's `framework`: in the job's own module, if that holds a family, or among those that come with us.
 *
 * @param modulePath The job's module, if it has one. One that holds an environment is left to the family to load.
 * @throws BlacktailError FRAMEWORK_UNKNOWN listing the known ones; FRAMEWORK_VERSION when it is another major version; MODULE_…
 */
export async function findFamily(
  wanted: { family: string; name: string; version: string },
  modulePath?: string,
): Promise<Family> {
  const own = modulePath === undefined ? undefined : await loadModule(modulePath);
  const loaded = own?.kind === "family" ? own.family : await load(wanted);
  if (own?.kind === "environment" && wanted.family !== "reinforcement") {
    throw problem(
      "MODULE_UNLIKE_SPEC",
      `The module holds an environment; ${wanted.family}/${wanted.name} learns from data.`,
      "Use the family reinforcement, or a module that holds a family.",
    );
  }
  if (loaded.family !== wanted.family || loaded.name !== wanted.name) {
    throw problem(
      "MODULE_UNLIKE_SPEC",
      `The module is ${loaded.family}/${loaded.name}; the job asks for ${wanted.family}/${wanted.name}.`,
      `Ask for the family "${loaded.family}" and the name "${loaded.name}".`,
    );
  }
  if (wanted.version.split(".")[0] !== loaded.version.split(".")[0]) {
    throw problem(
      "FRAMEWORK_VERSION",
      `The job asks for ${wanted.family}/${wanted.name} ${wanted.version}; this is ${loaded.version}.`,
      `Ask for version ${loaded.version}.`,
    );
  }
  return loaded;
}

function load(wanted: { family: string; name: string }): Promise<Family> {
  const entry = FRAMEWORKS.find(({ family, name }) => family === wanted.family && name === wanted.name);
  if (entry !== undefined) return entry.load();
  throw problem(
    "FRAMEWORK_UNKNOWN",
    `There is no framework "${wanted.family}/${wanted.name}".`,
    `Use one of ${listNames(FRAMEWORKS.map(({ family, name }) => `${family}/${name}`))}.`,
  );
}
