import { z } from "zod";
import { problem } from "../errors.ts";

const Part = z.number().gt(0).lt(1);
const Names = z.array(z.string().min(1).max(128)).max(4_096);

/** Settings of the family "supervised", framework "tabular". Everything has a default. */
export const TabularConfig = z.strictObject({
  /** "auto" trains a linear model and a network and keeps the better one on the validation rows. */
  model: z.enum(["auto", "linear", "mlp"]).default("auto"),
  /** Sizes of the network's hidden layers. */
  hidden: z.array(z.int().min(1).max(4_096)).min(1).max(8).default([64]),
  activation: z.enum(["relu", "tanh", "sigmoid"]).default("relu"),
  /** At most this many passes over the training rows; early stopping usually ends sooner. Default: enough for about 2,000 steps. */
  epochs: z.int().min(1).max(10_000).optional(),
  batchSize: z.int().min(1).max(8_192).default(32),
  /** The first step's rate; it falls to 0 along a half cosine. Default: 0.01 with adam, 0.05 with sgd. */
  learningRate: z.number().gt(0).max(10).optional(),
  optimizer: z.enum(["adam", "sgd"]).default("adam"),
  /** Of sgd. */
  momentum: z.number().min(0).lt(1).default(0.9),
  weightDecay: z.number().min(0).max(10).optional(),
  /** Of regression. */
  loss: z.enum(["mse", "huber"]).default("mse"),
  /** "auto" decides by the target: texts and few whole numbers are classes, other numbers are quantities. */
  task: z.enum(["auto", "classification", "regression"]).default("auto"),
  /** Parts of the rows; they need not sum to 1. */
  split: z
    .strictObject({ train: Part, validation: Part, test: Part })
    .default({ train: 0.7, validation: 0.15, test: 0.15 }),
  /**
   * How many models of the chosen kind are trained, each validated on other rows; the artifact averages their scores.
   * Default: 5 for small data, 1 beyond that.
   */
  members: z.int().min(1).max(10).optional(),
  /** Training stops after this many validations without a better one. */
  patience: z.int().min(1).max(1_000).default(20),
  /** Columns to leave out. */
  ignore: Names.default([]),
  /** Columns to use even if they look like row numbers, identifiers or repeats of the target. */
  keep: Names.default([]),
  /** What stands in for a missing number. */
  impute: z.enum(["median", "mean"]).default("median"),
  /** Whether a number column with gaps also tells the model where they are. */
  missingIndicator: z.boolean().default(true),
  /** A category column keeps this many categories; the rarer ones share one. */
  maxCategories: z.int().min(2).max(1_000).default(40),
});
export type TabularConfig = z.infer<typeof TabularConfig>;

/** The settings that apply when none are given. */
export function defaultTrainConfig(): TabularConfig {
  return TabularConfig.parse({});
}

/** @throws BlacktailError CONFIG_INVALID naming the first wrong setting. */
export function parseConfig(config: unknown): TabularConfig {
  const result = TabularConfig.safeParse(config);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = issue?.path.join(".") || "config";
  throw problem(
    "CONFIG_INVALID",
    `The training setting "${path}" is wrong: ${issue?.message ?? "not valid"}.`,
    `Settings: ${Object.keys(TabularConfig.shape).join(", ")}.`,
    result.error,
  );
}
