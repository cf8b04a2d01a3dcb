import { z } from "zod";
import { columnSettings, Scaling } from "./columns.ts";

/** Settings of the framework "unsupervised/pca". */
export const PcaConfig = z.strictObject({
  dimensions: z.int().min(1).max(1_024).default(2).meta({ title: "Dimensions", description: "How many to keep." }),
  whiten: z.boolean().default(false).meta({
    title: "Whiten",
    description: "Whether each dimension is divided by its deviation, so that all vary alike.",
  }),
  scaling: Scaling,
  ...columnSettings,
});
export type PcaConfig = z.infer<typeof PcaConfig>;
