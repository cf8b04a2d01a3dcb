import { z } from "zod";
import { ImageSize } from "./cnn.ts";
import { Names, SplitShares } from "./common.ts";

/** Settings of the framework "transfer/fine-tuning". */
export const FineTuningConfig = z.strictObject({
  method: z.enum(["frozen", "full", "lora"]).default("frozen").meta({
    title: "Method",
    description:
      "frozen: the parent stays as it is under a new head. full: it learns on. lora: small matrices beside its own learn.",
  }),
  layer: z.string().min(1).max(256).optional().meta({
    title: "Layer",
    description:
      "The parent's value that the new head reads, by its name in the graph. Default: what its last matrix product reads.",
  }),
  hidden: z
    .array(z.int().min(1).max(4_096))
    .max(4)
    .default([])
    .meta({ title: "Hidden layers", description: "Sizes of the head's hidden layers; none makes it linear." }),
  rank: z.int().min(1).max(256).default(4).meta({
    title: "Rank",
    description: "Of lora: the rank of the matrices that learn.",
  }),
  epochs: z.int().min(1).max(10_000).optional().meta({
    title: "Epochs",
    description:
      "Passes over the examples at most, for the head and again for the parent. Default: enough for 1,000 steps.",
  }),
  batchSize: z.int().min(1).max(4_096).default(32).meta({ title: "Batch size", description: "Examples per step." }),
  learningRate: z.number().gt(0).max(1).default(0.01).meta({
    title: "Learning rate",
    description: "Of the head (Adam), at its highest; it falls to 0 along half a cosine.",
  }),
  tuningRate: z.number().gt(0).max(1).default(0.001).meta({
    title: "Tuning rate",
    description: "Learning rate of full and lora, when parent and head learn together.",
  }),
  weightDecay: z.number().min(0).max(10).default(0.01).meta({ title: "Weight decay" }),
  patience: z.int().min(1).max(1_000).default(20).meta({
    title: "Patience",
    description: "Training stops after this many validations without a better one.",
  }),
  shift: z.int().min(0).max(16).optional().meta({
    title: "Shift",
    description:
      "Pixels by which copies of few training images are moved at random, at most. Default: a fourteenth of the smaller side.",
  }),
  task: z.enum(["auto", "classification", "regression"]).default("auto").meta({
    title: "Task",
    description: '"auto" decides by the target: texts and few whole numbers are classes, other numbers are quantities.',
  }),
  split: SplitShares,
  image: ImageSize,
  ignore: Names.default([]).meta({
    title: "Leave out",
    description: "Columns that are no pixels, for a parent that takes images.",
  }),
});
export type FineTuningConfig = z.infer<typeof FineTuningConfig>;
