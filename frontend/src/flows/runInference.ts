import { DATA_FORMATS, Digest, inferenceSpec } from "@blacktail/sdk";
import { z } from "zod";
import { jobFields } from "./jobFields.ts";
import { artifactOf } from "./resultOf.ts";
import { jobSteps, limitsFor } from "./steps/jobSteps.ts";
import { jobSummaryRows } from "./steps/jobSummaryRows.ts";
import type { JobInput } from "./steps/jobTerms.ts";
import { tokenIdField } from "./tokenIdField.ts";
import type { Flow } from "./types.ts";
import { weiField } from "./weiField.ts";

type Input = JobInput & {
  tokenId: bigint;
  manifest: z.output<typeof Digest>;
  data: z.output<typeof Digest>;
  format: (typeof DATA_FORMATS)[number];
};

/** Posts an inference job: the model's predictions for a file, and what its use costs. */
export const runInferenceFlow: Flow<Input> = {
  id: "run-inference",
  title: "Run inference",
  schema: (config) =>
    z
      .object({
        ...jobFields(config),
        data: Digest,
        format: z.enum(DATA_FORMATS),
        tokenId: tokenIdField,
        manifest: Digest,
        usePrice: weiField,
      })
      // Predictions are made in one go.
      .transform((input) => ({ ...input, stages: 1 })),
  summary: async (context, input) => ({
    text: `A provider runs the model on your file and publishes what comes of it. ${input.usePrice > 0n ? "The model’s owner is paid for its use, beside the budget." : "Its use costs you nothing."} The file is published to storage.`,
    rows: await jobSummaryRows(context, input),
  }),
  steps: (context, input) =>
    jobSteps(context, input, {
      modelId: input.tokenId,
      uploads: [{ id: "data", what: "the data", digest: input.data }],
      spec: (results) =>
        inferenceSpec({
          model: { tokenId: input.tokenId, digest: input.manifest },
          data: { ...artifactOf(results, "data"), format: input.format },
          limits: limitsFor(input.workPeriod),
        }),
    }),
  outcome: (_input, results) => ({
    text: `Job ${results.create?.value ?? ""} is open. Providers can claim it now.`,
    to: `/jobs/${results.create?.value ?? ""}`,
    label: "Watch it",
  }),
};
