import { z } from "zod";

/** Settings of the framework "reinforcement/dqn". */
export const DqnConfig = z.strictObject({
  environment: z.string().min(1).max(64).default("CartPole").meta({
    title: "Environment",
    description: "CartPole, GridWorld, or the one of the module or the table that is given.",
  }),
});
export type DqnConfig = z.infer<typeof DqnConfig>;
