import { z } from "zod";

/** Settings of the framework "transfer/fine-tuning". */
export const FineTuningConfig = z.strictObject({
  method: z.enum(["frozen", "full", "lora"]).default("frozen").meta({
    title: "Method",
    description:
      "frozen: the parent stays as it is under a new head. full: it learns on. lora: small matrices beside its own learn.",
  }),
});
export type FineTuningConfig = z.infer<typeof FineTuningConfig>;
