import { z } from "zod";

const Share = z.number().gt(0).lt(1);

/** Settings of the framework "deep/transformer". */
export const TransformerConfig = z.strictObject({
  tokenizer: z.enum(["character", "bpe"]).default("character").meta({
    title: "Tokenizer",
    description: "character: one token per character. bpe: frequent runs of bytes, learned from the text.",
  }),
  vocabularySize: z
    .int()
    .min(8)
    .max(65_536)
    .default(1_024)
    .meta({ title: "Vocabulary", description: "Tokens at most. bpe needs 258 or more." }),
  column: z.string().min(1).max(128).optional().meta({
    title: "Text column",
    description: "Of a table: the column with the texts. Default: the target, or the one with the longest texts.",
  }),
  layers: z.int().min(1).max(48).default(4).meta({ title: "Layers" }),
  heads: z
    .int()
    .min(1)
    .max(64)
    .default(4)
    .meta({ title: "Heads", description: "The width is a multiple of twice their number." }),
  width: z.int().min(8).max(4_096).default(128).meta({ title: "Width", description: "Numbers per token." }),
  context: z
    .int()
    .min(4)
    .max(8_192)
    .default(128)
    .meta({ title: "Context", description: "Tokens that the model looks at." }),
  activation: z.enum(["relu2", "gelu"]).default("relu2").meta({
    title: "Activation",
    description: "relu2, the square of a relu, learns like gelu in less time.",
  }),
  dropout: z.number().min(0).lt(1).default(0).meta({
    title: "Dropout",
    description: "Part of the numbers left out at random in training; helps on small texts.",
  }),
  batchSize: z.int().min(1).max(4_096).default(12).meta({ title: "Batch size", description: "Sequences per step." }),
  accumulate: z.int().min(1).max(256).default(1).meta({
    title: "Accumulate",
    description: "Equal parts of a batch that are worked through one after the other, to save memory.",
  }),
  steps: z.int().min(1).max(10_000_000).optional().meta({
    title: "Steps",
    description: "Default: as many as epochs say, or 6 passes over the text, 3,000 steps at most.",
  }),
  epochs: z
    .number()
    .gt(0)
    .max(10_000)
    .optional()
    .meta({ title: "Epochs", description: "Passes over the text, if steps are not given." }),
  learningRate: z.number().gt(0).max(1).default(0.003).meta({
    title: "Learning rate",
    description: "Its peak; it rises to it during the warm-up and falls to a tenth of it along a half cosine.",
  }),
  warmup: z.int().min(0).max(1_000_000).default(100).meta({ title: "Warm-up", description: "Steps." }),
  weightDecay: z.number().min(0).max(10).default(0.1).meta({ title: "Weight decay" }),
  clip: z.number().gt(0).max(1_000).default(1).meta({ title: "Clip", description: "Longest gradient." }),
  split: z
    .strictObject({ train: Share, validation: Share, test: Share })
    .default({ train: 0.9, validation: 0.05, test: 0.05 })
    .meta({ title: "Split", description: "Parts of the text, one after the other; they need not sum to 1." }),
});
export type TransformerConfig = z.infer<typeof TransformerConfig>;
