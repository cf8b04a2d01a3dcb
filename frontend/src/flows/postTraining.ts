import { DEFAULT_SEED, Digest, trainingSpec } from "@blacktail/sdk";
import { z } from "zod";
import { jobFields } from "./jobFields.ts";
import { type JobInput, jobSteps, limitsFor } from "./steps/jobSteps.ts";
import { jobSummaryRows } from "./steps/jobSummaryRows.ts";
import type { Flow } from "./types.ts";

const whole = (min: number, max: number, what: string) =>
  z
    .string()
    .trim()
    .transform((text) => (text === "" ? undefined : Number(text)))
    .refine((value) => value === undefined || (Number.isInteger(value) && value >= min && value <= max), {
      error: `${what} is a whole number from ${min} to ${max}; empty leaves it to the framework.`,
    });

const rate = z
  .string()
  .trim()
  .transform((text) => (text === "" ? undefined : Number(text.replace(",", "."))))
  .refine((value) => value === undefined || (value > 0 && value <= 10), {
    error: "The learning rate is above 0 and at most 10; empty leaves it to the framework.",
  });

type Input = JobInput & {
  target: string;
  model: "auto" | "linear" | "mlp";
  epochs: number | undefined;
  hidden: number | undefined;
  learningRate: number | undefined;
  seed: number | undefined;
};

/** Posts a training job: data and spec to storage, price into escrow. */
export const postTrainingFlow: Flow<Input> = {
  id: "post-training",
  title: "Post training job",
  schema: (config) =>
    z.object({
      ...jobFields(config),
      data: Digest,
      target: z.string().min(1, "Choose the column to predict."),
      model: z.enum(["auto", "linear", "mlp"]),
      epochs: whole(1, 10_000, "Epochs"),
      hidden: whole(1, 4_096, "The hidden layer’s size"),
      learningRate: rate,
      seed: whole(0, 4_294_967_295, "The seed"),
    }),
  summary: async (context, input) => ({
    text: `A provider trains a model that predicts “${input.target}” from your file. The file is published to storage, where anybody who knows its digest can read it.`,
    rows: await jobSummaryRows(context, input),
  }),
  steps: (context, input) => {
    const { target, model, epochs, hidden, learningRate, seed = DEFAULT_SEED, workPeriod } = input;
    const config = {
      model,
      ...(epochs !== undefined && { epochs }),
      ...(hidden !== undefined && { hidden: [hidden] }),
      ...(learningRate !== undefined && { learningRate }),
    };
    return jobSteps(context, input, {
      modelId: 0n,
      spec: (data) => trainingSpec({ data, target, config, seed, limits: limitsFor(workPeriod) }),
    });
  },
  outcome: (_input, results) => ({
    text: `Job ${results.create?.value ?? ""} is open. Providers can claim it now.`,
    to: `/jobs/${results.create?.value ?? ""}`,
    label: "Watch it",
  }),
};
