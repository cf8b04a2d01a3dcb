import { BlacktailError, JobSpec, type ModelManifest, manifestOf, Output } from "@blacktail/sdk";
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
async function readManifest(
  { storage, config, addresses, account }: FlowContext,
  input: Input,
): Promise<ModelManifest> {
  const [spec, output] = await Promise.all([
    storage.getJson(JobSpec, input.specCid),
    storage.getJson(Output, input.outputCid),
  ]);
  if (!output.artifacts.model || !output.task || !spec.framework) throw nothingToMint(input.jobId);
  const { name, description, license, jobId } = input;
  return manifestOf({
    card: { name, description, creator: account, license },
    spec,
    output,
    job: { chainId: config.chainId, escrow: addresses.JobEscrow, jobId },
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
  steps: (_context, input) => mintSteps(input, (context) => readManifest(context, input)),
  outcome: mintOutcome,
};
