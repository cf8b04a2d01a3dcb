import { z } from "zod";
import { Names } from "./common.ts";

/** Settings of the framework "unsupervised/anomaly". */
export const AnomalyConfig = z.strictObject({
  ignore: Names.default([]).meta({ title: "Leave out", description: "Columns to leave out." }),
});
export type AnomalyConfig = z.infer<typeof AnomalyConfig>;
