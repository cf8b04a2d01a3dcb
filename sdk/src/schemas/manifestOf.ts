import type { Address, Hex } from "viem";
import { validate } from "../digest/parseDocument.ts";
import type { Artifact } from "./Artifact.ts";
import type { JobSpec } from "./JobSpec.ts";
import { ModelManifest } from "./ModelManifest.ts";
import type { Output } from "./Output.ts";

export type ManifestInput = {
  /** What its developer says of the model. */
  card: {
    name: string;
    description: string;
    /** The account that will mint it. */
    creator: Address;
    /** SPDX identifier, such as "MIT". */
    license: string;
    image?: string;
    salt?: string;
    /** Manifest digests of further models that it derives from. Those of the specification's parents are there already. */
    parents?: Hex[];
  };
  /** How it was trained: a training job's specification, or as much of one as is known. */
  spec: Pick<JobSpec, "framework" | "seed" | "profile"> & {
    data: readonly Pick<JobSpec["data"][number], "role" | "digest" | "manifest">[];
  };
  /** What training gave: the job's output, or as much of one as is known. */
  output: Pick<Output, "metrics" | "task" | "split"> & { artifacts: { model?: Artifact | undefined } };
  /** The job that trained it, if one did. */
  job?: { chainId: number; escrow: Address; jobId: bigint };
};

/**
 * The manifest of a trained model, in the form that is digested, stored and minted.
 *
 * @throws BlacktailError `DOCUMENT_INVALID` when the input makes no valid manifest (such as an output without a model); it
 * names the fields.
 * @example
 * const card = { name: "Bearings", description: "Predicts failures.", creator: account.address, license: "MIT" };
 * const { digest } = await storage.putJson(manifestOf({ card, spec, output }));
 * await mintModel(clients, { digest, royaltyBps: 500 });
 */
export function manifestOf({ card, spec, output, job }: ManifestInput): ModelManifest {
  const inherited = spec.data.flatMap(({ manifest }) => manifest ?? []);
  return validate(ModelManifest, {
    v: 1,
    ...card,
    parents: [...new Set([...inherited, ...(card.parents ?? [])])],
    task: output.task,
    artifact: output.artifacts.model,
    framework: spec.framework,
    metrics: output.metrics,
    data: spec.data.map(({ role, digest }) => ({ role, digest })),
    ...(output.split === undefined ? {} : { split: output.split }),
    seed: spec.seed,
    profile: spec.profile,
    ...(job === undefined ? {} : { job: { ...job, jobId: String(job.jobId) } }),
  });
}
