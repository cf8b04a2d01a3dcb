import { z } from "zod";

/** Settings of the framework "semi-supervised/consistency". */
export const ConsistencyConfig = z.strictObject({
  labels: z.int().min(2).max(1_000_000).optional().meta({
    title: "Labels",
    description: "Use the labels of this many training rows only. Default: all that the table has.",
  }),
});
export type ConsistencyConfig = z.infer<typeof ConsistencyConfig>;
