import { z } from "zod";
import { Names } from "./common.ts";

/** Settings of the framework "unsupervised/autoencoder". */
export const AutoencoderConfig = z.strictObject({
  dimensions: z.int().min(1).max(1_024).default(2).meta({ title: "Dimensions", description: "Size of the code." }),
  ignore: Names.default([]).meta({ title: "Leave out", description: "Columns to leave out." }),
});
export type AutoencoderConfig = z.infer<typeof AutoencoderConfig>;
