import { z } from "zod";
import { Names } from "./common.ts";

/** Settings of the framework "unsupervised/k-means". */
export const KMeansConfig = z.strictObject({
  clusters: z.int().min(2).max(1_000).optional().meta({
    title: "Clusters",
    description: "How many groups to find. Default: the number with the best silhouette, up to 10.",
  }),
  ignore: Names.default([]).meta({ title: "Leave out", description: "Columns to leave out." }),
});
export type KMeansConfig = z.infer<typeof KMeansConfig>;
