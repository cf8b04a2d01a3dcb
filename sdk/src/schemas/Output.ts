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
    stage: Uint32,
    artifacts: z.strictObject({
      model: Artifact.optional(),
      checkpoint: Artifact.optional(),
      predictions: Artifact.optional(),
      report: Artifact.optional(),
    }),
    metrics: Metrics,
    task: TaskInfo.optional(),
    split: Split.optional(),
    /** Commitments to state and trace; zero in profiles that have none. */
    roots: z.strictObject({ state: Digest, trace: Digest }),
  })
  .refine(fitsDocument, "must be at most 1 MiB of canonical JSON");
export type Output = z.infer<typeof Output>;
