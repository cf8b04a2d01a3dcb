import { z } from "zod";

/** Settings of the framework "deep/transformer". */
export const TransformerConfig = z.strictObject({
  tokenizer: z.enum(["character", "bpe"]).default("character").meta({ title: "Tokenizer" }),
});
export type TransformerConfig = z.infer<typeof TransformerConfig>;
