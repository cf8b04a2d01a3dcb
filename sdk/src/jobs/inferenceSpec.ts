import type { Hex } from "viem";
import { validate } from "../digest/parseDocument.ts";
import { JobSpec } from "../schemas/JobSpec.ts";
import { DEFAULT_LIMITS } from "./defaults.ts";
import { jobInput, type StoredData } from "./jobInput.ts";

export type InferenceInput = {
  /** The model's token, and the digest of the manifest (of the version) that is to run. */
  model: { tokenId: bigint; digest: Hex };
  /** What the model takes: a table whose header names its columns unless a format is told. */
  data: StoredData;
  /** MiB and seconds. Default: `DEFAULT_LIMITS`. */
  limits?: Partial<JobSpec["limits"]>;
};

/**
 * The specification of a job that runs a table's rows, images or texts through a registered model, in the form that is
 * digested and stored. The job's terms on chain must name the same token (`modelId`).
 *
 * @throws BlacktailError `DOCUMENT_INVALID` when the input makes no valid specification; it names the fields.
 * @example
 * const spec = inferenceSpec({ model: { tokenId, digest: card.digest }, data: await storage.put(csv) });
 * const { digest } = await storage.putJson(spec);
 */
export function inferenceSpec({ model, data, limits = {} }: InferenceInput): JobSpec {
  return validate(JobSpec, {
    v: 1,
    kind: "infer",
    model: { tokenId: String(model.tokenId), digest: model.digest },
    data: [jobInput("input", data)],
    // Inference draws no random numbers.
    seed: 0,
    profile: "fp32-cpu",
    stages: [{}],
    limits: { ...DEFAULT_LIMITS, ...limits },
    requires: {},
    accept: {},
  });
}
