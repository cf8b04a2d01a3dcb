/**
 * iris_kmeans_ari   adjusted Rand index of three clusters of the iris measurements against the species, by k-means with all other
 *                   settings as they come. The species only judge: k-means never sees them.
 */
import { join } from "node:path";
import { trainFile } from "./trainFile.ts";
import type { MlBench } from "./types.ts";

export const iris: MlBench = {
  keys: ["iris_kmeans_ari"],
  goals: { iris_kmeans_ari: { atLeast: 0.72 } },
  async run({ data }) {
    const { metrics } = await trainFile({
      framework: "unsupervised/k-means",
      path: join(data, "iris.csv"),
      target: "species",
      config: { clusters: 3 },
    });
    return { iris_kmeans_ari: metrics.ari ?? Number.NaN };
  },
};
