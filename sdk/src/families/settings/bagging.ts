import { z } from "zod";
import { ensembleSettings, MemberKind } from "./ensemble.ts";

/** Settings of the framework "ensemble/bagging". */
export const BaggingConfig = z.strictObject({
  members: z.int().min(2).max(64).default(10).meta({ title: "Members", description: "Models that vote." }),
  model: MemberKind.default("mlp").meta({ title: "Model", description: "The kind of all members." }),
  ...ensembleSettings,
});
export type BaggingConfig = z.infer<typeof BaggingConfig>;
