import { z } from "zod";
import { Artifact } from "./Artifact.ts";
import { fitsDocument } from "./fitsDocument.ts";
import { Digest, Metrics, Uint32 } from "./primitives.ts";
import { Split } from "./Split.ts";
import { TaskInfo } from "./TaskInfo.ts";

/** What a stage produced: nothing in it depends on who ran it or when, so honest providers' outputs have one digest. */
export const Output = z
  .strictObject({
    v: z.literal(1),
    /** Digest of the JobSpec. */
    spec: Digest,
    /** From 0. */
    stage: Uint32,
    artifacts: z.strictObject({
      /** A finished training's; the stages after it have nothing left to do and pass the output on. */
      model: Artifact.optional(),
      /** What the next stage goes on from. */
      checkpoint: Artifact.optional(),
      predictions: Artifact.optional(),
      report: Artifact.optional(),
    }),
    /** Of the model or the predictions; of a checkpoint how far the training is, such as "steps" and "loss". */
    metrics: Metrics,
    task: TaskInfo.optional(),
    split: Split.optional(),
    /** Commitments to state and trace; zero in profiles that have none. */
    roots: z.strictObject({ state: Digest, trace: Digest }),
  })
  .refine(({ artifacts: { model, checkpoint } }) => model === undefined || checkpoint === undefined, {
    error: "a training that has its model has nothing to go on from",
    path: ["artifacts", "checkpoint"],
  })
  .refine(fitsDocument, "must be at most 1 MiB of canonical JSON");
export type Output = z.infer<typeof Output>;
