import { z } from "zod";
import { reinforcementSettings } from "./reinforcement.ts";

/** Settings of the framework "reinforcement/policy-gradient". */
export const PolicyGradientConfig = z.strictObject({
  ...reinforcementSettings,
  steps: z.int().min(1).max(100_000_000).default(300_000).meta({
    title: "Steps",
    description: "Steps in the environment at most.",
  }),
  activation: z.enum(["tanh", "relu"]).default("tanh").meta({ title: "Activation" }),
  horizon: z.int().min(1).max(16_384).default(128).meta({
    title: "Horizon",
    description: "Steps in each environment between two updates of the policy.",
  }),
  epochs: z.int().min(1).max(100).default(10).meta({
    title: "Epochs",
    description: "Passes over the steps of a horizon; 1 is REINFORCE.",
  }),
  batchSize: z.int().min(1).max(65_536).default(256).meta({ title: "Batch size" }),
  clip: z.number().gt(0).max(10).default(0.2).meta({
    title: "Clipping",
    description: "How far an action's probability may move from what it was before rewards stop pulling at it.",
  }),
  lambda: z.number().min(0).max(1).default(0.9).meta({
    title: "Lambda",
    description: "Of generalized advantage estimation: 0 trusts the baseline, 1 the rewards.",
  }),
  entropy: z.number().min(0).max(10).default(0.001).meta({
    title: "Entropy bonus",
    description: "What it is worth to keep trying.",
  }),
});
export type PolicyGradientConfig = z.infer<typeof PolicyGradientConfig>;
