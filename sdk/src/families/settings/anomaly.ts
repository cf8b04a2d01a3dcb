import { z } from "zod";
import { columnSettings } from "./columns.ts";

/** Settings of the framework "unsupervised/anomaly". */
export const AnomalyConfig = z.strictObject({
  method: z.enum(["isolation-forest", "mahalanobis"]).default("isolation-forest").meta({
    title: "Method",
    description:
      '"isolation-forest": how few random cuts set a row apart. "mahalanobis": how far it lies from the middle, for one cloud of numbers.',
  }),
  trees: z.int().min(1).max(2_000).default(200).meta({ title: "Trees", description: "Of the isolation forest." }),
  sampleSize: z.int().min(2).max(65_536).default(256).meta({
    title: "Sample size",
    description: "Rows that each tree of the forest looks at.",
  }),
  ...columnSettings,
});
export type AnomalyConfig = z.infer<typeof AnomalyConfig>;
