import {
  BlacktailError,
  digestJson,
  JobSpec,
  ModelManifest,
  mintModel,
  modelRegistryAbi,
  Output,
} from "@blacktail/sdk";
import { zeroAddress } from "viem";
import { z } from "zod";
import { same } from "../lib/same.ts";
import { digestOf } from "./resultOf.ts";
import { confirmed } from "./steps/confirmed.ts";
import { tokenIdField } from "./tokenIdField.ts";
import type { Flow, FlowContext } from "./types.ts";

type Input = {
  jobId: bigint;
  specCid: string;
  outputCid: string;
  name: string;
  description: string;
  license: string;
  royaltyBps: number;
};

const royaltyField = z
  .string()
  .trim()
  .regex(/^\d{1,2}([.,]\d{1,2})?$/, "Enter a percentage such as 5 or 2.5.")
  .transform((text) => Math.round(Number(text.replace(",", ".")) * 100))
  .refine((bps) => bps <= 1_000, "At most 10 %.");

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
  schema: () =>
    z
      .object({
        jobId: tokenIdField,
        specCid: z.string(),
        outputCid: z.string(),
        name: z.string().trim().min(1, "Give it a name.").max(128, "At most 128 characters."),
        description: z.string().trim().max(16_384, "At most 16,384 characters."),
        license: z.string().trim().min(1, "Name a licence, such as MIT.").max(128, "At most 128 characters."),
        royalty: royaltyField,
      })
      .transform(({ royalty, ...rest }) => ({ ...rest, royaltyBps: royalty })),
  fields: [
    { name: "name", label: "Name", kind: "text" },
    {
      name: "description",
      label: "Description",
      kind: "textarea",
      hint: "What it predicts, from what, and what it is not good for.",
    },
    { name: "license", label: "Licence", kind: "text", hint: "An SPDX identifier, such as MIT or Apache-2.0." },
    {
      name: "royalty",
      label: "Royalty",
      kind: "number",
      unit: "%",
      hint: "Your part of each resale and each paid use. Fixed for ever; at most 10 %.",
    },
  ],
  defaults: { name: "", description: "", license: "MIT", royalty: "5" },
  summary: async (_context, { name, license, royaltyBps }) => ({
    text: "The card is published to storage and its digest becomes a token that you own. Both are public and cannot be changed; new versions can be added.",
    rows: [
      { label: "Name", value: name, strong: true },
      { label: "Licence", value: license },
      { label: "Royalty", value: `${royaltyBps / 100} %` },
      { label: "Cost", value: "the network fee only" },
    ],
  }),
  steps: (context, input) => [
    {
      id: "card",
      name: "Publish the model’s card",
      signs: 0,
      commit: async ({ storage }) => {
        const manifest = await manifestOf(context, input);
        await storage.putJson(manifest);
        return { value: digestJson(manifest) };
      },
    },
    {
      id: "mint",
      name: `Mint “${input.name}”`,
      signs: 1,
      verify: async ({ publicClient, addresses, account, results }) => {
        const tokenId = BigInt(digestOf(results, "card"));
        const creator = await publicClient
          .readContract({
            address: addresses.ModelRegistry,
            abi: modelRegistryAbi,
            functionName: "creatorOf",
            args: [tokenId],
          })
          // The registry reverts for a token that does not exist, which is what we hope for.
          .catch(() => zeroAddress);
        return same(creator, account) ? { value: tokenId.toString() } : undefined;
      },
      commit: async ({ clients, results }) => {
        const sent = await mintModel(clients, { digest: digestOf(results, "card"), royaltyBps: input.royaltyBps });
        return confirmed(sent, sent.tokenId.toString());
      },
    },
  ],
  outcome: (input, results) => ({
    text: `“${input.name}” is minted and yours.`,
    to: `/models/${results.mint?.value ?? ""}`,
    label: "See the model",
  }),
};
