import { type Artifact, JobSpec } from "@blacktail/sdk";

/** Generous for a laptop, small for a server: what a job of the demo or the terminal may use. */
const LIMITS = { memoryMiB: 4_096, cpuSeconds: 1_800, wallSeconds: 900, outputMiB: 256 };
/** Seeds are unsigned 32-bit. */
export const DEFAULT_SEED = 1;

export type TrainInput = {
  data: Artifact;
  target?: string;
  family?: string;
  name?: string;
  config?: Record<string, unknown>;
  seed?: number;
};

/** A training job's spec in the form that is digested and stored. @throws ZodError when the input does not make a valid spec. */
export function trainingSpec({
  data,
  target,
  family = "supervised",
  name = "tabular",
  config = {},
  seed = DEFAULT_SEED,
}: TrainInput): JobSpec {
  return JobSpec.parse({
    v: 1,
    kind: "train",
    framework: { family, name, version: "1.0.0", config },
    data: [{ role: "train", format: "csv", ...(target === undefined ? {} : { target }), ...data }],
    seed,
    profile: "fp32-cpu",
    stages: [{}],
    limits: LIMITS,
    requires: {},
    accept: {},
  });
}

/** An inference job's spec: the rows of `data` through the model of a registered token. */
export function inferenceSpec(model: { tokenId: bigint; digest: `0x${string}` }, data: Artifact): JobSpec {
  return JobSpec.parse({
    v: 1,
    kind: "infer",
    model: { tokenId: String(model.tokenId), digest: model.digest },
    data: [{ role: "input", format: "csv", ...data }],
    seed: 0,
    profile: "fp32-cpu",
    stages: [{}],
    limits: LIMITS,
    requires: {},
    accept: {},
  });
}
