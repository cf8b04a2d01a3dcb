import { z } from "zod";
import { Names } from "./common.ts";

/** Settings of the framework "unsupervised/mixture". */
export const MixtureConfig = z.strictObject({
  components: z.int().min(2).max(256).optional().meta({
    title: "Components",
    description: "How many Gaussians to mix. Default: the number with the lowest BIC, up to 10.",
  }),
  ignore: Names.default([]).meta({ title: "Leave out", description: "Columns to leave out." }),
});
export type MixtureConfig = z.infer<typeof MixtureConfig>;
