import { z } from "zod";
import { PROFILES } from "../jobs/profiles.ts";
import { ARTIFACT_RULE, artifactFields, checkArtifact } from "./Artifact.ts";
import { Framework } from "./Framework.ts";
import { fitsDocument } from "./fitsDocument.ts";
import { Digest, Name, Uint32, Uint256Text } from "./primitives.ts";

const MONTH_SECONDS = 31 * 24 * 3_600;
const TEBIBYTE_MIB = 1_048_576;

/** One input of a job: an artifact and its part in it. */
export const JobData = z
  .strictObject({
    role: z.enum(["train", "test", "input"]),
    format: z.literal("csv"),
    /** The column to predict. */
    target: Name.optional(),
    ...artifactFields,
  })
  .refine(checkArtifact, { error: ARTIFACT_RULE, path: ["cid"] });
export type JobData = z.infer<typeof JobData>;

const JobLimits = z.strictObject({
  memoryMiB: z.int().min(16).max(TEBIBYTE_MIB),
  cpuSeconds: z
    .int()
    .min(1)
    .max(MONTH_SECONDS * 1_024),
  wallSeconds: z.int().min(1).max(MONTH_SECONDS),
  outputMiB: z.int().min(1).max(TEBIBYTE_MIB),
});

const JobStage = z
  .strictObject({
    epochs: z.int().min(1).max(1_000_000).optional(),
    steps: z.int().min(1).max(1_000_000_000).optional(),
  })
  .refine((stage) => stage.epochs === undefined || stage.steps === undefined, "give epochs or steps, not both");

/** The role that each kind of job cannot do without. */
const NEEDED_ROLE = { train: "train", infer: "input", evaluate: "test" } as const;

/** What to run. Its digest (sha-256 of its canonical JSON) is the job's `specDigest` on chain. */
export const JobSpec = z
  .strictObject({
    v: z.literal(1),
    kind: z.enum(["train", "infer", "evaluate"]),
    framework: Framework.optional(),
    /** The token, and the digest of its manifest. */
    model: z.strictObject({ tokenId: Uint256Text, digest: Digest }).optional(),
    data: z.array(JobData).min(1).max(64),
    seed: Uint32,
    profile: z.enum(PROFILES),
    stages: z.array(JobStage).min(1).max(1_024),
    limits: JobLimits,
    requires: z.strictObject({
      /** An ONNX Runtime execution provider, such as "cuda". */
      ep: z.string().min(1).max(32).optional(),
      gpuMemoryMiB: z.int().min(1).max(TEBIBYTE_MIB).optional(),
      region: z.string().min(1).max(64).optional(),
    }),
    /** How fp32 results are compared; absolute tolerances. */
    accept: z.strictObject({
      metric: z.string().min(1).max(64).optional(),
      tolerance: z.number().min(0).max(1e9).optional(),
      tensorTolerance: z.number().min(0).max(1e9).optional(),
    }),
  })
  .refine((spec) => (spec.kind === "train") === (spec.framework !== undefined), {
    error: "a training job needs a framework, and no other job has one",
    path: ["framework"],
  })
  .refine((spec) => spec.kind === "train" || spec.model !== undefined, {
    error: "infer and evaluate need a model",
    path: ["model"],
  })
  .refine((spec) => spec.data.some(({ role }) => role === NEEDED_ROLE[spec.kind]), {
    error: 'train needs data of role "train", infer "input", evaluate "test"',
    path: ["data"],
  })
  .refine(fitsDocument, "must be at most 1 MiB of canonical JSON");
export type JobSpec = z.infer<typeof JobSpec>;
