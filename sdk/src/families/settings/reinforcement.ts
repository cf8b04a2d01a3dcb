import { z } from "zod";
import { Names } from "./common.ts";

/** Settings that every way to learn by acting has. */
export const reinforcementSettings = {
  environment: z.enum(["auto", "CartPole", "GridWorld"]).default("auto").meta({
    title: "Environment",
    description: 'What to act in. "auto": that of the module or of the table that is given, else CartPole.',
  }),
  grid: z.array(z.string().min(1).max(64)).min(1).max(64).default(["S....", ".##..", "...#.", ".#.X.", "....G"]).meta({
    title: "Grid",
    description: "GridWorld's rows: S start, G goal, # wall, X pit, . free. Without S it begins anywhere.",
  }),
  stepCost: z.number().min(0).max(1_000).default(0.01).meta({
    title: "Step cost",
    description: "What each step in GridWorld costs; the goal earns 1.",
  }),
  episodeSteps: z.int().min(1).max(100_000).optional().meta({
    title: "Steps per episode",
    description: "Cuts episodes off after this many steps. Default: the environment ends them.",
  }),
  targetReturn: z.number().optional().meta({
    title: "Target return",
    description:
      "Training ends early when the mean return, less two standard errors, is at least this. Default: what the environment calls solved, if it does.",
  }),
  patience: z.int().min(1).max(10_000).default(25).meta({
    title: "Patience",
    description: "Training ends after this many validations (4,096 steps apart by default) without a better one.",
  }),
  ignore: Names.default([]).meta({ title: "Leave out", description: "Columns of a table to leave out." }),
  hidden: z
    .array(z.int().min(1).max(1_024))
    .min(1)
    .max(8)
    .default([64, 64])
    .meta({ title: "Hidden layers", description: "Sizes of the networks' hidden layers." }),
  learningRate: z.number().gt(0).max(1).default(0.001).meta({
    title: "Learning rate",
    description: "Of the first step; it falls to 0 along a straight line.",
  }),
  environments: z.int().min(1).max(256).default(8).meta({
    title: "Environments",
    description: "How many are acted in side by side.",
  }),
  discount: z.number().gt(0).max(1).default(0.99).meta({
    title: "Discount",
    description: "What a reward is worth one step later.",
  }),
};
