import { z } from "zod";
import { columnSettings } from "./columns.ts";

/** Settings of the framework "unsupervised/mixture". */
export const MixtureConfig = z.strictObject({
  components: z.int().min(2).max(256).optional().meta({
    title: "Components",
    description: "How many Gaussians to mix. Default: the number with the lowest BIC, up to 10.",
  }),
  covariance: z.enum(["auto", "full", "diagonal"]).default("auto").meta({
    title: "Covariance",
    description:
      '"full": Gaussians of any direction. "diagonal": along the columns, for few rows or many columns. "auto": the one with the lower BIC.',
  }),
  restarts: z.int().min(1).max(100).default(3).meta({
    title: "Starts",
    description: "Starts from other centres; the likeliest mixture is kept.",
  }),
  iterations: z.int().min(1).max(10_000).default(200).meta({
    title: "Iterations",
    description: "Of each start at most.",
  }),
  ...columnSettings,
});
export type MixtureConfig = z.infer<typeof MixtureConfig>;
