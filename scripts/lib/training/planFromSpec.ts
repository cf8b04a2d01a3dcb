import { BlacktailError, type JobSpec } from "@blacktail/sdk";
import { identifyFile, openParent } from "./files.ts";
import type { TrainingOptions } from "./options.ts";
import type { Plan } from "./plan.ts";
import { readSpec } from "./readSpec.ts";

const FILES = ["data", "labels", "test", "testLabels", "module"] as const;
/** The option that names a file, where it is not the role itself. */
const OPTIONS: Partial<Record<JobSpec["data"][number]["role"], string>> = {
  train: "data",
  input: "data",
  testLabels: "test-labels",
};
/** What a spec has settled already. */
const SETTLED = ["family", "name", "target", "config", "recipe", "seed", "stages", "minutes", "memory"] as const;

/**
 * The training that a spec file describes, on the files that were given, each found by its digest.
 *
 * @throws BlacktailError `CLI_SPEC_SETTLED` for an option that would change it, `CLI_INPUT_MISSING` for a file that is not among
 * those given, `CLI_CONFIG_UNREADABLE` for what is no spec.
 */
export async function planFromSpec(path: string, options: TrainingOptions): Promise<Plan> {
  const settled = SETTLED.find((name) => options[name] !== undefined);
  if (settled !== undefined) {
    throw new BlacktailError({
      code: "CLI_SPEC_SETTLED",
      message: `--${settled} is given, but ${path} says that already.`,
      fix: `Leave --${settled} out, or change the spec file and thereby the training.`,
    });
  }
  const spec = await readSpec(path);
  const inputs = new Map<`0x${string}`, string>();
  for (const name of FILES) {
    const file = options[name];
    if (file !== undefined) inputs.set((await identifyFile(file)).digest, file);
  }
  for (const parent of options.parent ?? []) {
    const { path: model, stored } = await openParent(parent);
    inputs.set(stored.digest, model);
  }
  const absent = spec.data.find(({ digest }) => !inputs.has(digest));
  if (absent !== undefined) {
    const option = OPTIONS[absent.role] ?? absent.role;
    throw new BlacktailError({
      code: "CLI_INPUT_MISSING",
      message: `The training of ${path} needs the file with the digest ${absent.digest} for --${option}; no file that was given has it.`,
      fix: `Name that very file with --${option}.`,
    });
  }
  return { spec, inputs };
}
