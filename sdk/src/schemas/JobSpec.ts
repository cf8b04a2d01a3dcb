import { z } from "zod";
import { PROFILES } from "../jobs/profiles.ts";
import { ARTIFACT_RULE, artifactFields, checkArtifact } from "./Artifact.ts";
import { Framework } from "./Framework.ts";
import { fitsDocument } from "./fitsDocument.ts";
import { Digest, Name, Uint32, Uint256Text } from "./primitives.ts";

/** As many as the chain counts. */
export const MAX_STAGES = 32;
const MONTH_SECONDS = 31 * 24 * 3_600;
const TEBIBYTE_MIB = 1_048_576;

/**
 * How an input is written: a table with a header; UTF-8 text; the tensor format of MNIST (IDX, gzip or plain); a model;
 * an ES module in TypeScript or JavaScript.
 */
export const DATA_FORMATS = ["csv", "text", "idx", "onnx", "module"] as const;
export type DataFormat = (typeof DATA_FORMATS)[number];

/**
 * One input of a job: an artifact and its part in it. Roles: data to learn from, to test on, to run through a model; the labels
 * of training data and of test data that hold none; a model that is learned from; a module that trains or that holds an
 * environment.
 */
export const JobData = z
  .strictObject({
    role: z.enum(["train", "test", "input", "labels", "testLabels", "parent", "module"]),
    format: z.enum(DATA_FORMATS),
    /** The column to predict. */
    target: Name.optional(),
    /** Of a parent: its manifest's digest, if it is minted. What is trained here then derives from it. */
    manifest: Digest.optional(),
    ...artifactFields,
  })
  .refine(checkArtifact, { error: ARTIFACT_RULE, path: ["cid"] })
  .refine(({ role, format }) => (role === "parent") === (format === "onnx"), {
    error: 'a parent has the format "onnx", and nothing else has it',
    path: ["format"],
  })
  .refine(({ role, format }) => (role === "module") === (format === "module"), {
    error: 'a module has the format "module", and nothing else has it',
    path: ["format"],
  })
  .refine(({ role, manifest }) => role === "parent" || manifest === undefined, {
    error: "only a parent has a manifest",
    path: ["manifest"],
  });
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

/**
 * A part of a training: passes over the rows, or optimizer steps (steps in the environment, for a policy). They fix the parts' proportions,
 * and in sum how long a framework trains that has such a setting. Stages that name neither are equal parts.
 */
const JobStage = z
  .strictObject({
    epochs: z.int().min(1).max(1_000_000).optional(),
    steps: z.int().min(1).max(1_000_000_000).optional(),
  })
  .refine((stage) => stage.epochs === undefined || stage.steps === undefined, "give epochs or steps, not both");

function isAlike(stages: readonly z.infer<typeof JobStage>[]): boolean {
  const units = stages.map(({ epochs, steps }) => `${epochs !== undefined} ${steps !== undefined}`);
  return new Set(units).size <= 1;
}

/** The role that a kind of job cannot do without. What a training needs, its framework says: an environment needs no data. */
const NEEDED_ROLE = { train: undefined, infer: "input", evaluate: "test" } as const;

/** What to run. Its digest (sha-256 of its canonical JSON) is the job's `specDigest` on chain. */
export const JobSpec = z
  .strictObject({
    v: z.literal(1),
    kind: z.enum(["train", "infer", "evaluate"]),
    framework: Framework.optional(),
    /** The token, and the digest of its manifest. */
    model: z.strictObject({ tokenId: Uint256Text, digest: Digest }).optional(),
    data: z.array(JobData).max(64),
    seed: Uint32,
    profile: z.enum(PROFILES),
    stages: z
      .array(JobStage)
      .min(1)
      .max(MAX_STAGES)
      .refine(isAlike, "give epochs of every stage, steps of every stage, or neither"),
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
  .refine(({ kind, stages }) => kind === "train" || stages.length === 1, {
    error: "only a training has several stages",
    path: ["stages"],
  })
  .refine((spec) => spec.kind === "train" || spec.model !== undefined, {
    error: "infer and evaluate need a model",
    path: ["model"],
  })
  .refine(({ kind, data }) => NEEDED_ROLE[kind] === undefined || data.some(({ role }) => role === NEEDED_ROLE[kind]), {
    error: 'infer needs data of role "input", evaluate "test"',
    path: ["data"],
  })
  .refine(fitsDocument, "must be at most 1 MiB of canonical JSON");
export type JobSpec = z.infer<typeof JobSpec>;
