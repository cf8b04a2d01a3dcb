import { z } from "zod";
import { fewLabelsSettings } from "./fewLabels.ts";

/** Settings of the framework "semi-supervised/pseudo-label". */
export const PseudoLabelConfig = z.strictObject({
  ...fewLabelsSettings,
  teacher: z.enum(["auto", "graph", "network"]).default("auto").meta({
    title: "Teacher",
    description:
      'Where the first pseudo-labels come from. "graph": labels spread from row to neighbouring row. "network": a network that learned from the labels. "auto": the one that tells labels better which it has not seen.',
  }),
  threshold: z.number().min(0).lt(1).default(0.35).meta({
    title: "Threshold",
    description: "A row is learned from when its pseudo-label is at least this sure: 0 is a guess, 1 is certainty.",
  }),
  rounds: z.int().min(1).max(20).default(3).meta({
    title: "Rounds",
    description: "Times that a network learns from the pseudo-labels so far, and then helps to make the next ones.",
  }),
  neighbours: z.int().min(1).max(100).default(10).meta({
    title: "Neighbours",
    description: "Of each row in the graph.",
  }),
});
export type PseudoLabelConfig = z.infer<typeof PseudoLabelConfig>;
