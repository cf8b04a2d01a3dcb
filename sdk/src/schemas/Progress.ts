import { z } from "zod";
import { Name, Uint32, Uint256Text } from "./primitives.ts";

const Count = z.int().min(0);

/** One line of a run's progress, as workers stream it. Unverified: it comes from the provider. */
export const Progress = z.strictObject({
  jobId: Uint256Text.optional(),
  /** Of the job, from 0. Steps and epochs count from the training's beginning, not the stage's. */
  stage: Uint32.optional(),
  phase: z.enum(["fetching", "training", "evaluating", "publishing", "done", "failed"]),
  step: Count,
  totalSteps: Count,
  epoch: z.number().min(0).max(1e9),
  loss: z.number().optional(),
  validationLoss: z.number().optional(),
  metric: z.strictObject({ name: Name, value: z.number() }).optional(),
  stepsPerSecond: z.number().min(0).optional(),
  etaSeconds: z.number().min(0).optional(),
  message: z.string().max(1_024).optional(),
});
export type Progress = z.infer<typeof Progress>;
