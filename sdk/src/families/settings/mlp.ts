import { z } from "zod";

/** Settings of the framework "deep/mlp". */
export const MlpConfig = z.strictObject({
  epochs: z.int().min(1).max(10_000).optional().meta({ title: "Epochs", description: "Passes over the rows." }),
});
export type MlpConfig = z.infer<typeof MlpConfig>;
