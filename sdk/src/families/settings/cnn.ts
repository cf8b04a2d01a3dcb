import { z } from "zod";

/** Settings of the framework "deep/cnn". */
export const CnnConfig = z.strictObject({
  epochs: z.int().min(1).max(1_000).optional().meta({ title: "Epochs", description: "Passes over the images." }),
});
export type CnnConfig = z.infer<typeof CnnConfig>;
