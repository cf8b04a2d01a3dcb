import { encodeFunctionData, isAddressEqual, parseEventLogs } from "viem";
import { modelMarketAbi } from "../generated/abi/ModelMarket.ts";
import { modelRegistryAbi } from "../generated/abi/ModelRegistry.ts";
import { action } from "./action.ts";
import type { Clients, Context } from "./clients.ts";
import { first, logsOf, type Sent, send } from "./send.ts";

export type ListModelArgs = {
  tokenId: bigint;
  currency: bigint;
  /** What the buyer pays, in the currency's smallest unit; below 2^96. Fee and royalty come out of it. */
  price: bigint;
};

/** `epoch`: the token's, to which the listing is bound. */
export type ListModelResult = Sent & { epoch: number };

/**
 * Offers a model for sale, or changes its offer. Where the market may not move the token yet, that one token is approved first
 * (the approval ends with the sale).
 *
 * @throws BlacktailError `ModelMarket_NotOwner`, `ModelMarket_ZeroPrice`, `ERC721NonexistentToken`, …
 * @example
 * await listModel({ publicClient, walletClient }, { tokenId, currency: NATIVE, price: parseEther("2") });
 */
export async function listModel(clients: Clients, args: ListModelArgs): Promise<ListModelResult> {
  return action(clients, async (context) => {
    const { ModelMarket } = context.addresses;
    await approveMarket(context, args.tokenId);
    const { tokenId, currency, price } = args;
    const data = encodeFunctionData({ abi: modelMarketAbi, functionName: "list", args: [tokenId, currency, price] });
    const sent = await send(context, { to: ModelMarket, data });
    const logs = logsOf(sent, ModelMarket);
    const event = first(parseEventLogs({ abi: modelMarketAbi, eventName: "Listed", logs }), "Listed");
    return { ...sent, epoch: event.args.epoch };
  });
}

async function approveMarket(context: Context, tokenId: bigint): Promise<void> {
  const { publicClient, account, addresses } = context;
  const { ModelMarket, ModelRegistry } = addresses;
  const registry = { address: ModelRegistry, abi: modelRegistryAbi } as const;
  const [owner, approved, forAll] = await Promise.all([
    publicClient.readContract({ ...registry, functionName: "ownerOf", args: [tokenId] }),
    publicClient.readContract({ ...registry, functionName: "getApproved", args: [tokenId] }),
    publicClient.readContract({ ...registry, functionName: "isApprovedForAll", args: [account.address, ModelMarket] }),
  ]);
  // Who does not own the token hears so from the market.
  if (forAll || isAddressEqual(approved, ModelMarket) || !isAddressEqual(owner, account.address)) return;
  const args = [ModelMarket, tokenId] as const;
  await send(context, {
    to: ModelRegistry,
    data: encodeFunctionData({ abi: modelRegistryAbi, functionName: "approve", args }),
  });
}
