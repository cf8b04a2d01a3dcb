import { z } from "zod";

/** Settings of the framework "ensemble/bagging". */
export const BaggingConfig = z.strictObject({
  members: z.int().min(2).max(64).default(10).meta({ title: "Members", description: "Models that vote." }),
});
export type BaggingConfig = z.infer<typeof BaggingConfig>;
