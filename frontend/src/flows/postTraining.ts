import { type JobSpec, trainingSpec } from "@blacktail/sdk";
import { frameworkInfo } from "@blacktail/sdk/families";
import { z } from "zod";
import { jobFields, stagesField } from "./jobFields.ts";
import { artifactOf } from "./resultOf.ts";
import { jobSteps, limitsFor } from "./steps/jobSteps.ts";
import { jobSummaryRows } from "./steps/jobSummaryRows.ts";
import type { JobInput } from "./steps/jobTerms.ts";
import { type Inputs, inputsField, parentId, uploadsOf } from "./trainingInputs.ts";
import type { Flow, Results } from "./types.ts";

const SEED_RULE = "The seed is a whole number from 0 to 4,294,967,295; empty takes the usual one.";

const name = z
  .string()
  .trim()
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, "Use small letters, digits and dashes, such as my-family.");

const configField = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(z.record(z.string(), z.unknown()));

type Input = JobInput & {
  family: string;
  framework: string;
  /** The framework's settings. */
  settings: Record<string, unknown>;
  inputs: Inputs;
  /** Empty for none. */
  target: string;
  seed: number | undefined;
};

const fields = {
  stages: stagesField,
  family: name,
  framework: name,
  settings: configField,
  inputs: inputsField,
  target: z.string().max(128),
  seed: z
    .string()
    .trim()
    .regex(/^\d{0,10}$/, SEED_RULE)
    .transform((text) => (text === "" ? undefined : Number(text)))
    .refine((seed) => seed === undefined || seed <= 4_294_967_295, SEED_RULE),
};

/** The framework in words: its title in the catalogue, or the names of one's own. */
const titleOf = ({ family, framework }: Input) => frameworkInfo(family, framework)?.title ?? `${family} / ${framework}`;

function specOf(input: Input, results: Results): JobSpec {
  const { family, framework, settings, inputs, target, seed, workPeriod, stages } = input;
  const stored = (id: "data" | "labels" | "test" | "testLabels") =>
    inputs[id] && { ...artifactOf(results, id), format: inputs[id].format };
  return trainingSpec({
    family,
    name: framework,
    config: settings,
    data: stored("data"),
    labels: stored("labels"),
    test: stored("test"),
    testLabels: stored("testLabels"),
    parents: inputs.parents.map((parent, index) =>
      "digest" in parent ? artifactOf(results, parentId(index)) : { ...parent.artifact, manifest: parent.manifest },
    ),
    module: inputs.module && artifactOf(results, "module"),
    target: target === "" ? undefined : target,
    seed,
    limits: limitsFor(workPeriod),
    stages,
  });
}

/** Posts a training job: files and spec to storage, price into escrow. */
export const postTrainingFlow: Flow<Input> = {
  id: "post-training",
  title: "Post training job",
  schema: (config) => z.object({ ...jobFields(config), ...fields }).transform((input) => ({ ...input, usePrice: 0n })),
  summary: async (context, input) => {
    const uploads = uploadsOf(input.inputs);
    const target = input.target === "" ? "" : ` to predict “${input.target}”`;
    const published = {
      0: "Nothing of yours is uploaded.",
      1: "Your file is published to storage, where anybody who knows its digest can read it.",
    }[uploads.length];
    return {
      text: `A provider trains ${titleOf(input)}${target}. ${published ?? "Your files are published to storage, where anybody who knows their digests can read them."}`,
      rows: await jobSummaryRows(context, input),
    };
  },
  steps: (context, input) =>
    jobSteps(context, input, {
      modelId: 0n,
      uploads: uploadsOf(input.inputs),
      spec: (results) => specOf(input, results),
    }),
  outcome: (_input, results) => ({
    text: `Job ${results.create?.value ?? ""} is open. Providers can claim it now.`,
    to: `/jobs/${results.create?.value ?? ""}`,
    label: "Watch it",
  }),
};
