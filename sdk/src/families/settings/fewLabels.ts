import { z } from "zod";
import { Scaling } from "./columns.ts";
import { Names, SplitShares } from "./common.ts";

/** Settings of every framework that learns from few labels. */
export const fewLabelsSettings = {
  labels: z.int().min(2).max(1_000_000).optional().meta({
    title: "Labels",
    description:
      "Use the labels of this many training rows only, and the rest as rows without one. Default: all that the table has; a table without a gap in its target keeps a tenth of them.",
  }),
  hidden: z
    .array(z.int().min(1).max(4_096))
    .max(8)
    .default([256])
    .meta({ title: "Hidden layers", description: "Sizes of the network's hidden layers; none for a linear model." }),
  activation: z.enum(["relu", "tanh", "sigmoid"]).default("relu").meta({ title: "Activation" }),
  batchSize: z.int().min(1).max(8_192).default(64).meta({ title: "Batch size", description: "Rows per step." }),
  learningRate: z.number().gt(0).max(10).default(0.003).meta({
    title: "Learning rate",
    description: "Of the first step; it falls to 0 along half a cosine.",
  }),
  scaling: Scaling,
  split: SplitShares,
  ignore: Names.default([]).meta({ title: "Leave out", description: "Columns to leave out." }),
  keep: Names.default([]).meta({
    title: "Keep",
    description: "Columns to use even if they look like row numbers, identifiers or repeats of the target.",
  }),
};
