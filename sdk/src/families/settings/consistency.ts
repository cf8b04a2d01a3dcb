import { z } from "zod";
import { fewLabelsSettings } from "./fewLabels.ts";

/** Settings of the framework "semi-supervised/consistency". */
export const ConsistencyConfig = z.strictObject({
  ...fewLabelsSettings,
  disturbance: z.enum(["mixup", "noise"]).default("mixup").meta({
    title: "Disturbance",
    description:
      '"mixup": between two rows the network should say what lies between its answers to both. "noise": it should say of a row with noise what it says of the row.',
  }),
  noise: z.number().gt(0).max(10).default(0.5).meta({
    title: "Noise",
    description: "Deviation of the noise, in deviations of a typical column.",
  }),
  threshold: z.number().min(0).lt(1).default(0.75).meta({
    title: "Threshold",
    description:
      "A row without a label counts when the network is at least this sure of it: 0 is a guess, 1 is certainty.",
  }),
  rounds: z.int().min(1).max(200).default(20).meta({
    title: "Rounds",
    description: "Times that what the network should say is drawn up anew.",
  }),
});
export type ConsistencyConfig = z.infer<typeof ConsistencyConfig>;
