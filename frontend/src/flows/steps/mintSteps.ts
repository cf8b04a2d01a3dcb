import { digestJson, type ModelManifest, mintModel, modelRegistryAbi } from "@blacktail/sdk";
import { zeroAddress } from "viem";
import { formatBps } from "../../lib/formatBps.ts";
import { same } from "../../lib/same.ts";
import type { CardInput } from "../cardFields.ts";
import { digestOf } from "../resultOf.ts";
import type { Flow, Step, StepContext, Summary } from "../types.ts";
import { confirmed } from "./confirmed.ts";

/** Publish the card that `manifestOf` makes, then mint its digest. */
export function mintSteps(
  { name, royalty }: CardInput,
  manifestOf: (context: StepContext) => Promise<ModelManifest>,
): Step[] {
  return [
    {
      id: "card",
      name: "Publish the model’s card",
      signs: 0,
      commit: async (context) => {
        const manifest = await manifestOf(context);
        await context.storage.putJson(manifest);
        return { value: digestJson(manifest) };
      },
    },
    {
      id: "mint",
      name: `Mint “${name}”`,
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
        const sent = await mintModel(clients, { digest: digestOf(results, "card"), royaltyBps: royalty });
        return confirmed(sent, sent.tokenId.toString());
      },
    },
  ];
}

/** What minting does and costs. */
export const mintSummary = ({ name, license, royalty }: CardInput, published: string): Summary => ({
  text: `${published} and its digest becomes a token that you own. Both are public and cannot be changed; new versions can be added.`,
  rows: [
    { label: "Name", value: name, strong: true },
    { label: "Licence", value: license },
    { label: "Royalty", value: formatBps(royalty) },
    { label: "Cost", value: "the network fee only" },
  ],
});

/** A minted model's page. */
export const mintOutcome: Flow<CardInput>["outcome"] = ({ name }, results) => ({
  text: `“${name}” is minted and yours.`,
  to: `/models/${results.mint?.value ?? ""}`,
  label: "See the model",
});
