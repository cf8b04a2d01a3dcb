import { z } from "zod";
import { columnSettings } from "./columns.ts";
import { SplitShares } from "./common.ts";

/** Settings of the framework "unsupervised/autoencoder". */
export const AutoencoderConfig = z.strictObject({
  dimensions: z.int().min(1).max(1_024).default(2).meta({ title: "Dimensions", description: "Size of the code." }),
  hidden: z.array(z.int().min(1).max(4_096)).max(8).default([64]).meta({
    title: "Hidden layers",
    description: "Sizes of the encoder's hidden layers; the decoder has them in reverse. None makes it linear.",
  }),
  activation: z.enum(["relu", "tanh", "sigmoid"]).default("tanh").meta({ title: "Activation" }),
  epochs: z.int().min(1).max(10_000).optional().meta({
    title: "Epochs",
    description: "At most this many passes over the training rows; early stopping usually ends sooner.",
  }),
  batchSize: z.int().min(1).max(8_192).default(64).meta({ title: "Batch size", description: "Rows per step." }),
  learningRate: z.number().gt(0).max(10).default(0.003).meta({
    title: "Learning rate",
    description: "Of the first step; it falls to 0 along half a cosine.",
  }),
  weightDecay: z.number().min(0).max(10).default(0.001).meta({ title: "Weight decay" }),
  patience: z.int().min(1).max(1_000).default(30).meta({
    title: "Patience",
    description: "Training stops after this many validations without a better one.",
  }),
  split: SplitShares,
  ...columnSettings,
});
export type AutoencoderConfig = z.infer<typeof AutoencoderConfig>;
