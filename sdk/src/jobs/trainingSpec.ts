import type { Hex } from "viem";
import { validate } from "../digest/parseDocument.ts";
import { frameworkInfo } from "../families/frameworks.ts";
import type { Artifact } from "../schemas/Artifact.ts";
import { JobSpec, MAX_STAGES } from "../schemas/JobSpec.ts";
import { checkTraining } from "./checkTraining.ts";
import { DEFAULT_LIMITS, DEFAULT_SEED } from "./defaults.ts";
import { jobInput, type StoredData } from "./jobInput.ts";

export type TrainingInput = {
  /** What to learn from, and its format (a table with a header unless told). Learning by trying needs none. */
  data?: StoredData | undefined;
  /** The column of a table to predict; without it the framework decides. */
  target?: string | undefined;
  /** What to measure the model on; without it a part of the data is set aside. Of the data's format. */
  test?: StoredData | undefined;
  /** Labels of data that holds none, such as images; of the data's format. */
  labels?: StoredData | undefined;
  /** Labels of test data that holds none; of its format. */
  testLabels?: StoredData | undefined;
  /** Trained models (.onnx) to learn from; with the digest of its manifest for one that is minted. */
  parents?: readonly (Artifact & { manifest?: Hex | undefined })[] | undefined;
  /** An ES module whose default export is a family or an environment. */
  module?: Artifact | undefined;
  /** The framework's family. Default: "supervised". */
  family?: string | undefined;
  /** Its name. Default: the family's first that takes the data's format. */
  name?: string | undefined;
  /** Default: the catalogue's; "1.0.0" for a framework that it does not know. */
  version?: string | undefined;
  /** The framework's settings. Default: its own. */
  config?: Record<string, unknown> | undefined;
  /** 0 to 2^32 - 1. Default: `DEFAULT_SEED`. */
  seed?: number | undefined;
  /** "fp32-cpu", which gives the same bytes everywhere of a kind, or "fp32-gpu", which is faster. Default: "fp32-cpu". */
  profile?: "fp32-cpu" | "fp32-gpu" | undefined;
  /** The GPU's runtime that must compute a job of the profile "fp32-gpu". Default: the provider's choice. */
  device?: "webgpu" | "cuda" | undefined;
  /**
   * How the training is divided into stages, each of which is paid and verified by itself: the number of equal parts, 1 to 32, or the
   * epochs or steps of each. Default: one.
   */
  stages?: number | JobSpec["stages"] | undefined;
  /** MiB and seconds. Default: `DEFAULT_LIMITS`. */
  limits?: Partial<JobSpec["limits"]> | undefined;
};

/**
 * The specification of a job that trains a model, in the form that is digested and stored. For a framework of the catalogue,
 * settings and inputs are checked against what it takes.
 *
 * @throws BlacktailError `DOCUMENT_INVALID` when the input makes no valid specification; it names the fields.
 * @example
 * const spec = trainingSpec({ data: await storage.put(csv), target: "fails", seed: 7 });
 * const { digest } = await storage.putJson(spec);
 */
export function trainingSpec(input: TrainingInput): JobSpec {
  const { data, target, test, labels, testLabels, parents = [], module, family = "supervised", config = {} } = input;
  const format = data?.format ?? "csv";
  // A module is a family of its own, about which the catalogue knows nothing, or an environment to learn in.
  const catalogued = module === undefined || family === "reinforcement";
  const preferred = catalogued ? frameworkInfo(family, input.name, data === undefined ? undefined : format) : undefined;
  const info = preferred ?? (catalogued ? frameworkInfo(family, input.name) : undefined);
  const name = input.name ?? info?.name ?? family;
  const spec = validate(JobSpec, {
    v: 1,
    kind: "train",
    framework: { family, name, version: input.version ?? info?.version ?? "1.0.0", config },
    data: [
      ...(data === undefined ? [] : [jobInput("train", data, { target })]),
      ...(labels === undefined ? [] : [jobInput("labels", labels, { format: labels.format ?? format })]),
      ...(test === undefined ? [] : [jobInput("test", test, { format: test.format ?? format, target })]),
      ...(testLabels === undefined
        ? []
        : [jobInput("testLabels", testLabels, { format: testLabels.format ?? test?.format ?? format })]),
      ...parents.map((parent) => jobInput("parent", parent, { format: "onnx", manifest: parent.manifest })),
      ...(module === undefined ? [] : [jobInput("module", module, { format: "module" })]),
    ],
    seed: input.seed ?? DEFAULT_SEED,
    profile: input.profile ?? "fp32-cpu",
    stages: stagesOf(input.stages ?? 1),
    limits: { ...DEFAULT_LIMITS, ...input.limits },
    requires: input.device === undefined ? {} : { ep: input.device },
    accept: {},
  });
  if (info !== undefined) checkTraining(spec, info);
  return spec;
}

/** Stages that name neither epochs nor steps are equal parts. A number beyond all bounds becomes a list that the schema refuses. */
function stagesOf(stages: number | JobSpec["stages"]): JobSpec["stages"] {
  if (typeof stages !== "number") return stages;
  return Number.isInteger(stages)
    ? Array.from({ length: Math.max(0, Math.min(stages, MAX_STAGES + 1)) }, () => ({}))
    : [];
}
