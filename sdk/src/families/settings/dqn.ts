import { z } from "zod";
import { reinforcementSettings } from "./reinforcement.ts";

/** Settings of the framework "reinforcement/dqn". */
export const DqnConfig = z.strictObject({
  ...reinforcementSettings,
  steps: z.int().min(1).max(100_000_000).default(150_000).meta({
    title: "Steps",
    description: "Steps in the environment at most.",
  }),
  activation: z.enum(["tanh", "relu"]).default("relu").meta({ title: "Activation" }),
  replay: z.int().min(64).max(4_000_000).default(50_000).meta({
    title: "Replay",
    description: "How many of the last steps are remembered and learned from.",
  }),
  warmUp: z.int().min(64).max(4_000_000).default(1_000).meta({
    title: "Warm-up",
    description: "Steps of random actions before learning begins.",
  }),
  batchSize: z.int().min(1).max(8_192).default(64).meta({ title: "Batch size" }),
  updatesPerStep: z.number().gt(0).max(16).default(0.5).meta({
    title: "Updates per step",
    description: "Optimizer steps per step in the environment.",
  }),
  targetEvery: z.int().min(1).max(1_000_000).default(512).meta({
    title: "Target network",
    description: "The network that judges what comes next is replaced after this many steps.",
  }),
  explore: z.number().min(0).max(1).default(0.05).meta({
    title: "Exploration",
    description: "Share of random actions at the end.",
  }),
  exploreShare: z.number().min(0).max(1).default(0.15).meta({
    title: "Exploration phase",
    description: "Part of the steps during which that share falls from 1.",
  }),
});
export type DqnConfig = z.infer<typeof DqnConfig>;
