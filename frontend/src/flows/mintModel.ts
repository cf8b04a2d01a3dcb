import { BlacktailError, JobSpec, ModelManifest, Output } from "@blacktail/sdk";
import { z } from "zod";
import { type CardInput, cardDefaults, cardFields, cardSchema } from "./cardFields.ts";
import { mintOutcome, mintSteps, mintSummary } from "./steps/mintSteps.ts";
import { tokenIdField } from "./tokenIdField.ts";
import type { Flow, FlowContext } from "./types.ts";

type Input = CardInput & { jobId: bigint; specCid: string; outputCid: string };

const nothingToMint = (jobId: bigint) =>
  new BlacktailError({
    code: "DAPP_NOTHING_TO_MINT",
    message: `Job ${jobId} trained no model that could be minted.`,
    fix: "Mint from a training job that is done.",
  });

/** The manifest of the model that a finished job trained. */
async function manifestOf({ storage, config, addresses, account }: FlowContext, input: Input): Promise<ModelManifest> {
  const [spec, output] = await Promise.all([
    storage.getJson(JobSpec, input.specCid),
    storage.getJson(Output, input.outputCid),
  ]);
  const { model } = output.artifacts;
  if (!model || !output.task || !spec.framework) throw nothingToMint(input.jobId);
  return ModelManifest.parse({
    v: 1,
    name: input.name,
    description: input.description,
    creator: account,
    license: input.license,
    task: output.task,
    artifact: model,
    framework: spec.framework,
    metrics: output.metrics,
    data: spec.data.map(({ role, digest }) => ({ role, digest })),
    seed: spec.seed,
    profile: spec.profile,
    job: { chainId: config.chainId, escrow: addresses.JobEscrow, jobId: input.jobId.toString() },
    parents: [],
  });
}

/** Mints a job's result as a model that the account owns. */
export const mintModelFlow: Flow<Input> = {
  id: "mint-model",
  title: "Mint this model",
  schema: () => cardSchema({ jobId: tokenIdField, specCid: z.string(), outputCid: z.string() }),
  fields: cardFields,
  defaults: cardDefaults,
  summary: async (_context, input) => mintSummary(input, "The card is published to storage"),
  steps: (_context, input) => mintSteps(input, (context) => manifestOf(context, input)),
  outcome: mintOutcome,
};
