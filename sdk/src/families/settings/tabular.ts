import { z } from "zod";
import { Names, SplitShares } from "./common.ts";

/** Settings of the framework "supervised/tabular". */
export const TabularConfig = z.strictObject({
  model: z.enum(["auto", "linear", "mlp", "trees"]).default("auto").meta({
    title: "Model",
    description:
      'A linear model, a network, or gradient-boosted trees; "auto" trains each kind and keeps the one that does best on the validation rows (no trees where words are learned from).',
  }),
  hidden: z
    .array(z.int().min(1).max(4_096))
    .min(1)
    .max(8)
    .default([64])
    .meta({ title: "Hidden layers", description: "Sizes of the network's hidden layers." }),
  activation: z.enum(["relu", "tanh", "sigmoid"]).default("relu").meta({ title: "Activation" }),
  epochs: z.int().min(1).max(10_000).optional().meta({
    title: "Epochs",
    description: "At most this many passes over the training rows; early stopping usually ends sooner.",
  }),
  batchSize: z.int().min(1).max(8_192).optional().meta({
    title: "Batch size",
    description: "Rows per step. Default: 32, of large data 256.",
  }),
  learningRate: z.number().gt(0).max(10).optional().meta({
    title: "Learning rate",
    description: "Of the first step; it falls to 0 along a half cosine. Default: 0.01 with adam, 0.05 with sgd.",
  }),
  optimizer: z.enum(["adam", "sgd"]).default("adam").meta({ title: "Optimizer" }),
  momentum: z.number().min(0).lt(1).default(0.9).meta({ title: "Momentum", description: "Of sgd." }),
  weightDecay: z.number().min(0).max(10).optional().meta({ title: "Weight decay" }),
  loss: z.enum(["mse", "huber"]).default("mse").meta({ title: "Loss", description: "Of a quantity." }),
  rounds: z.int().min(1).max(10_000).default(500).meta({
    title: "Rounds",
    description: "Of trees, at most; a round grows one tree, or one per class. Early stopping usually ends sooner.",
  }),
  leaves: z.int().min(2).max(1_024).default(16).meta({ title: "Leaves", description: "Of a tree, at most." }),
  depth: z
    .int()
    .min(1)
    .max(32)
    .default(6)
    .meta({ title: "Depth", description: "Divisions between a tree's root and a leaf." }),
  shrinkage: z.number().gt(0).max(1).default(0.1).meta({
    title: "Shrinkage",
    description: "Part of each tree's answer that counts; with less, more rounds are needed.",
  }),
  subsample: z.number().gt(0).max(1).optional().meta({
    title: "Rows per tree",
    description: "Part of the rows that each tree sees. Default: 0.8, of large data less.",
  }),
  columnSample: z.number().gt(0).max(1).default(0.8).meta({
    title: "Features per tree",
    description: "Part of the features that each tree sees.",
  }),
  minLeafRows: z.int().min(1).max(100_000).default(5).meta({ title: "Rows per leaf", description: "At least." }),
  l2: z.number().min(0).max(1_000).default(1).meta({
    title: "Leaf penalty",
    description: "Pulls the trees' answers towards 0, the more the fewer rows they rest on.",
  }),
  task: z.enum(["auto", "classification", "regression"]).default("auto").meta({
    title: "Task",
    description: '"auto" decides by the target: texts and few whole numbers are classes, other numbers are quantities.',
  }),
  split: SplitShares,
  members: z.int().min(1).max(10).optional().meta({
    title: "Members",
    description:
      "How many models of the chosen kind are trained, each validated on other rows; the artifact averages their scores. Default: 5 for small data, 3 for more, 1 for much.",
  }),
  patience: z.int().min(1).max(1_000).default(20).meta({
    title: "Patience",
    description: "Training stops after this many validations without a better one.",
  }),
  ignore: Names.default([]).meta({ title: "Leave out", description: "Columns to leave out." }),
  keep: Names.default([]).meta({
    title: "Keep",
    description: "Columns to use even if they look like row numbers, identifiers or repeats of the target.",
  }),
  impute: z
    .enum(["median", "mean"])
    .default("median")
    .meta({ title: "Missing numbers", description: "What stands in for a missing number." }),
  missingIndicator: z.boolean().default(true).meta({
    title: "Mark gaps",
    description: "Whether a number column with gaps also tells the model where they are.",
  }),
  maxCategories: z.int().min(2).max(1_000).default(40).meta({
    title: "Categories",
    description: "A category column keeps this many categories; the rarer ones share one.",
  }),
  maxTerms: z.int().min(1).max(20_000).default(2_000).meta({
    title: "Terms",
    description: "A column of free text is described by this many words and word pairs, those that most rows hold.",
  }),
  header: z.enum(["auto", "yes", "no"]).default("auto").meta({
    title: "Header",
    description:
      'Whether the first line names the columns. Without names they are "column 1", "column 2" and so on; "auto" looks whether the first line is like those below.',
  }),
});
export type TabularConfig = z.infer<typeof TabularConfig>;
