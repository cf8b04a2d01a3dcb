import { z } from "zod";

/** Settings of the framework "reinforcement/policy-gradient". */
export const PolicyGradientConfig = z.strictObject({
  environment: z.string().min(1).max(64).default("CartPole").meta({
    title: "Environment",
    description: "CartPole, GridWorld, or the one of the module or the table that is given.",
  }),
});
export type PolicyGradientConfig = z.infer<typeof PolicyGradientConfig>;
