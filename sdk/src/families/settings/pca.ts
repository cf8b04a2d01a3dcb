import { z } from "zod";
import { Names } from "./common.ts";

/** Settings of the framework "unsupervised/pca". */
export const PcaConfig = z.strictObject({
  dimensions: z.int().min(1).max(1_024).default(2).meta({ title: "Dimensions", description: "How many to keep." }),
  ignore: Names.default([]).meta({ title: "Leave out", description: "Columns to leave out." }),
});
export type PcaConfig = z.infer<typeof PcaConfig>;
