import { z } from "zod";
import { TabularConfig } from "./tabular.ts";

/** Settings of the framework "deep/mlp". Those of reading a table are as of "supervised/tabular". */
export const MlpConfig = z.strictObject({
  width: z.int().min(1).max(4_096).default(128).meta({
    title: "Width",
    description: "Values of a row between the blocks.",
  }),
  blocks: z.int().min(1).max(32).default(3).meta({
    title: "Blocks",
    description: "Each adds to its input what two layers make of it.",
  }),
  dropout: z.number().min(0).max(0.9).default(0.2).meta({
    title: "Dropout",
    description: "Part of the values within a block that are left out, at random, while it learns.",
  }),
  epochs: z.int().min(1).max(10_000).optional().meta({
    title: "Epochs",
    description: "At most this many passes over the training rows; early stopping usually ends sooner.",
  }),
  batchSize: z.int().min(1).max(8_192).default(64).meta({ title: "Batch size", description: "Rows per step." }),
  learningRate: z.number().gt(0).max(1).default(0.001).meta({
    title: "Learning rate",
    description: "The highest; it rises to it at first and falls to 0 along a half cosine.",
  }),
  weightDecay: z.number().min(0).max(10).default(0.01).meta({ title: "Weight decay" }),
  clip: z.number().gt(0).max(1_000).default(1).meta({
    title: "Clipping",
    description: "The gradient is shortened to this length.",
  }),
  patience: z.int().min(1).max(1_000).default(30).meta({
    title: "Patience",
    description: "Training stops after this many validations without a better one.",
  }),
  ...TabularConfig.pick({
    loss: true,
    task: true,
    split: true,
    ignore: true,
    keep: true,
    impute: true,
    missingIndicator: true,
    maxCategories: true,
    maxTerms: true,
    header: true,
  }).shape,
});
export type MlpConfig = z.infer<typeof MlpConfig>;
