import { z } from "zod";

/** Settings of the framework "ensemble/voting". */
export const VotingConfig = z.strictObject({
  weights: z.enum(["equal", "validation"]).default("equal").meta({
    title: "Weights",
    description: "equal: each member counts alike. validation: the better ones count more.",
  }),
});
export type VotingConfig = z.infer<typeof VotingConfig>;
