import { FRAMEWORKS, type FrameworkInfo } from "@blacktail/sdk/families";
import { OWN } from "./ownFramework.ts";

export type Family = { name: string; title: string; summary: string; frameworks: readonly FrameworkInfo[] };

const words: Record<string, readonly [title: string, summary: string]> = {
  supervised: ["Supervised", "Predicts a column from examples with answers."],
  unsupervised: ["Unsupervised", "Finds groups, directions and odd rows, without answers."],
  "semi-supervised": ["Semi-supervised", "Learns from a few answers and many rows without."],
  reinforcement: ["Reinforcement", "Learns to act by trying, in an environment."],
  deep: ["Deep", "Networks for large tables, images and text."],
  transfer: ["Transfer", "Carries a trained model over to a new task."],
  ensemble: ["Ensemble", "Lets several models decide together."],
};

const own: Family = {
  name: OWN.family,
  title: OWN.title,
  summary: "Trains with a module that you wrote.",
  frameworks: [OWN],
};

const catalogued = [...new Set(FRAMEWORKS.map(({ family }) => family))].map((name): Family => {
  const frameworks = FRAMEWORKS.filter(({ family }) => family === name);
  const [title, summary] = words[name] ?? [name, frameworks[0]?.summary ?? ""];
  return { name, title, summary, frameworks };
});

/** The catalogue by family, in its own order; last the framework that the user brings. */
export const FAMILIES: readonly Family[] = [...catalogued, own];
