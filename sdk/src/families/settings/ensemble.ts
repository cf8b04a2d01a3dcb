import { z } from "zod";
import { Names, SplitShares } from "./common.ts";

/** Kinds of model that an ensemble may have as members. */
export const MemberKind = z.enum(["linear", "mlp", "trees"]);

/** Settings that every ensemble trained from a table has. */
export const ensembleSettings = {
  task: z.enum(["auto", "classification", "regression"]).default("auto").meta({
    title: "Task",
    description: '"auto" decides by the target: texts and few whole numbers are classes, other numbers are quantities.',
  }),
  hidden: z
    .array(z.int().min(1).max(4_096))
    .min(1)
    .max(8)
    .default([64])
    .meta({ title: "Hidden layers", description: "Sizes of the hidden layers of members that are networks." }),
  epochs: z.int().min(1).max(10_000).optional().meta({
    title: "Epochs",
    description: "At most this many passes of each network over its rows; early stopping usually ends sooner.",
  }),
  rounds: z.int().min(1).max(10_000).optional().meta({
    title: "Rounds",
    description: "At most this many rounds of each member that is made of trees; early stopping usually ends sooner.",
  }),
  split: SplitShares,
  ignore: Names.default([]).meta({ title: "Leave out", description: "Columns to leave out." }),
  keep: Names.default([]).meta({
    title: "Keep",
    description: "Columns to use even if they look like row numbers, identifiers or repeats of the target.",
  }),
};
