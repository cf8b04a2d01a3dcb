import { z } from "zod";

/** Settings of the framework "ensemble/stacking". */
export const StackingConfig = z.strictObject({
  folds: z.int().min(2).max(20).default(5).meta({
    title: "Folds",
    description: "Parts of the rows; each member predicts the part that it has not seen.",
  }),
});
export type StackingConfig = z.infer<typeof StackingConfig>;
