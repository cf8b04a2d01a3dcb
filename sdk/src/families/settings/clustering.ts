import { z } from "zod";
import { columnSettings, Scaling } from "./columns.ts";

/** Settings of the framework "unsupervised/k-means". */
export const KMeansConfig = z.strictObject({
  clusters: z.int().min(2).max(1_000).optional().meta({
    title: "Clusters",
    description: "How many groups to find. Default: the number with the best silhouette, up to 10.",
  }),
  scaling: Scaling,
  restarts: z.int().min(1).max(1_000).default(10).meta({
    title: "Starts",
    description: "Starts from other centres; the one with the lowest inertia is kept.",
  }),
  iterations: z.int().min(1).max(100_000).default(300).meta({
    title: "Iterations",
    description: "Of each start at most.",
  }),
  ...columnSettings,
});
export type KMeansConfig = z.infer<typeof KMeansConfig>;
