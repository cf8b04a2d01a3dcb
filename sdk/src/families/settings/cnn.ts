import { z } from "zod";
import { Names, SplitShares } from "./common.ts";

/** Sizes of images that come as columns of a table. */
export const ImageSize = z
  .strictObject({
    channels: z.int().min(1).max(16).default(1),
    height: z.int().min(1).max(4_096),
    width: z.int().min(1).max(4_096),
  })
  .optional()
  .meta({
    title: "Image",
    description: "Sizes of images whose pixels are the columns of a table. Default: a square of one channel.",
  });

/** Settings of the framework "deep/cnn". */
export const CnnConfig = z.strictObject({
  channels: z
    .array(z.int().min(1).max(1_024))
    .min(1)
    .max(8)
    .default([32, 64])
    .meta({ title: "Channels", description: "Of each block of convolution and pooling; each block halves the image." }),
  kernel: z
    .int()
    .min(1)
    .max(15)
    .refine((kernel) => kernel % 2 === 1, "must be odd")
    .default(3)
    .meta({ title: "Kernel", description: "Pixels down and across that a convolution sees; odd." }),
  dense: z
    .array(z.int().min(1).max(4_096))
    .max(4)
    .default([128])
    .meta({ title: "Dense layers", description: "Sizes of the layers after the blocks." }),
  dropout: z.number().min(0).max(0.9).default(0.25).meta({
    title: "Dropout",
    description: "Part of the values that each dense layer has to do without, at random, while it learns.",
  }),
  shift: z.int().min(0).max(16).optional().meta({
    title: "Shift",
    description:
      "Pixels by which training images are moved at random, at most. Default: a fourteenth of the smaller side.",
  }),
  epochs: z.int().min(1).max(1_000).optional().meta({
    title: "Epochs",
    description: "Passes over the images at most. Default: enough for 1,500 steps, from 10 to 100.",
  }),
  batchSize: z.int().min(1).max(4_096).default(64).meta({ title: "Batch size", description: "Images per step." }),
  learningRate: z.number().gt(0).max(1).default(0.003).meta({
    title: "Learning rate",
    description: "Of Adam, at its highest; it falls to 0 along half a cosine.",
  }),
  weightDecay: z.number().min(0).max(10).default(0).meta({ title: "Weight decay" }),
  patience: z.int().min(1).max(1_000).default(5).meta({
    title: "Patience",
    description: "Training stops after this many validations without a better one.",
  }),
  split: SplitShares,
  image: ImageSize,
  ignore: Names.default([]).meta({ title: "Leave out", description: "Columns of a table that are no pixels." }),
});
export type CnnConfig = z.infer<typeof CnnConfig>;
