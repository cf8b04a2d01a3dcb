import { z } from "zod";
import { ensembleSettings, MemberKind } from "./ensemble.ts";

/** Settings of the framework "ensemble/stacking". */
export const StackingConfig = z.strictObject({
  models: z
    .array(MemberKind)
    .min(1)
    .max(3)
    .default(["linear", "mlp", "trees"])
    .meta({ title: "Models", description: "Kinds of the members, one of each." }),
  folds: z.int().min(3).max(20).default(5).meta({
    title: "Folds",
    description: "Parts of the rows; each member predicts the part that it has not seen.",
  }),
  ...ensembleSettings,
});
export type StackingConfig = z.infer<typeof StackingConfig>;
