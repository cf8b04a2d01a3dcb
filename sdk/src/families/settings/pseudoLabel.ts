import { z } from "zod";

/** Settings of the framework "semi-supervised/pseudo-label". */
export const PseudoLabelConfig = z.strictObject({
  labels: z.int().min(2).max(1_000_000).optional().meta({
    title: "Labels",
    description: "Use the labels of this many training rows only. Default: all that the table has.",
  }),
});
export type PseudoLabelConfig = z.infer<typeof PseudoLabelConfig>;
