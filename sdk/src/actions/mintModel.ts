import { type Address, encodeFunctionData, type Hex, parseEventLogs } from "viem";
import { modelRegistryAbi } from "../generated/abi/ModelRegistry.ts";
import { action } from "./action.ts";
import type { Clients } from "./clients.ts";
import { first, logsOf, type Sent, send } from "./send.ts";

export type MintModelArgs = {
  /** Digest of the ModelManifest (`digestJson`); its `creator` must be the wallet's account. */
  digest: Hex;
  /** The creator's part of each resale and each paid use, in basis points. Fixed for ever. */
  royaltyBps: number;
  /** The first owner; default the wallet's account. */
  to?: Address | undefined;
};

export type MintModelResult = Sent & { tokenId: bigint };

/**
 * Mints a model as an NFT; the wallet's account becomes its creator. Publish the manifest first.
 *
 * @throws BlacktailError `ModelRegistry_AlreadyMinted`, `ModelRegistry_RoyaltyTooHigh`, `ModelRegistry_ZeroDigest`, …
 * @example
 * const { tokenId } = await mintModel({ publicClient, walletClient }, { digest: digestJson(manifest), royaltyBps: 500 });
 */
export async function mintModel(clients: Clients, { digest, royaltyBps, to }: MintModelArgs): Promise<MintModelResult> {
  return action(clients, async (context) => {
    const { ModelRegistry } = context.addresses;
    const args = [digest, royaltyBps, to ?? context.account.address] as const;
    const data = encodeFunctionData({ abi: modelRegistryAbi, functionName: "mint", args });
    const sent = await send(context, { to: ModelRegistry, data });
    const logs = logsOf(sent, ModelRegistry);
    const event = first(parseEventLogs({ abi: modelRegistryAbi, eventName: "ModelMinted", logs }), "ModelMinted");
    return { ...sent, tokenId: event.args.tokenId };
  });
}
