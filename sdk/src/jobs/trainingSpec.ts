import { validate } from "../digest/parseDocument.ts";
import type { Artifact } from "../schemas/Artifact.ts";
import { JobSpec } from "../schemas/JobSpec.ts";
import { DEFAULT_LIMITS, DEFAULT_SEED } from "./defaults.ts";
import { tableInput } from "./tableInput.ts";

export type TrainingInput = {
  /** A CSV table with a header. */
  data: Artifact;
  /** The column to predict; without it the framework decides. */
  target?: string | undefined;
  /** The framework's family and name. Default: "supervised" and "tabular". */
  family?: string;
  name?: string;
  /** The framework's settings. Default: its own. */
  config?: Record<string, unknown>;
  /** 0 to 2^32 - 1. Default: `DEFAULT_SEED`. */
  seed?: number;
  /** MiB and seconds. Default: `DEFAULT_LIMITS`. */
  limits?: Partial<JobSpec["limits"]>;
};

/**
 * The specification of a job that trains a model on a table, in the form that is digested and stored.
 *
 * @throws BlacktailError `DOCUMENT_INVALID` when the input makes no valid specification; it names the fields.
 * @example
 * const spec = trainingSpec({ data: await storage.put(csv), target: "fails", seed: 7 });
 * const { digest } = await storage.putJson(spec);
 */
export function trainingSpec({
  data,
  target,
  family = "supervised",
  name = "tabular",
  config = {},
  seed = DEFAULT_SEED,
  limits = {},
}: TrainingInput): JobSpec {
  return validate(JobSpec, {
    v: 1,
    kind: "train",
    framework: { family, name, version: "1.0.0", config },
    data: [tableInput("train", data, target)],
    seed,
    profile: "fp32-cpu",
    stages: [{}],
    limits: { ...DEFAULT_LIMITS, ...limits },
    requires: {},
    accept: {},
  });
}
