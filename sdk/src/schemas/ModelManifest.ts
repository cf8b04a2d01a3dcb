import { z } from "zod";
import { PROFILES } from "../jobs/profiles.ts";
import { Artifact } from "./Artifact.ts";
import { Framework } from "./Framework.ts";
import { fitsDocument } from "./fitsDocument.ts";
import { JobData } from "./JobSpec.ts";
import { AddressText, Digest, Metrics, Uint32, Uint256Text } from "./primitives.ts";
import { Split } from "./Split.ts";
import { TaskInfo } from "./TaskInfo.ts";

/** What a model is. Its digest is the token's id: `BigInt(digestJson(manifest))`. */
export const ModelManifest = z
  .strictObject({
    v: z.literal(1),
    name: z.string().min(1).max(128),
    description: z.string().max(16_384),
    /**
     * Must equal the account that minted the token (`ModelMinted`), or the token is not authentic. Who receives the royalties
     * (`creatorOf`) may change later and says nothing about it.
     */
    creator: AddressText,
    image: z
      .string()
      .max(2_048)
      .regex(/^(ipfs|https):\/\/\S+$/, "must be an ipfs:// or https:// URL")
      .optional(),
    /** SPDX identifier, such as "MIT". */
    license: z.string().min(1).max(128),
    task: TaskInfo,
    /** The .onnx file. */
    artifact: Artifact,
    framework: Framework,
    metrics: Metrics,
    data: z.array(z.strictObject({ role: JobData.shape.role, digest: Digest })).max(64),
    split: Split.optional(),
    seed: Uint32,
    profile: z.enum(PROFILES),
    /** The job that trained it. */
    job: z.strictObject({ chainId: z.int().min(1), escrow: AddressText, jobId: Uint256Text }).optional(),
    /** Manifest digests of the models it derives from. */
    parents: z.array(Digest).max(8),
    /** Makes another digest, for a developer whose mint was front-run. */
    salt: z.string().max(128).optional(),
  })
  .refine(fitsDocument, "must be at most 1 MiB of canonical JSON");
export type ModelManifest = z.infer<typeof ModelManifest>;
