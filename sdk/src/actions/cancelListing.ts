import { encodeFunctionData } from "viem";
import { modelMarketAbi } from "../generated/abi/ModelMarket.ts";
import { action } from "./action.ts";
import type { Clients } from "./clients.ts";
import { type Sent, send } from "./send.ts";

/**
 * Withdraws a model's offer.
 *
 * @throws BlacktailError `ModelMarket_NotListed`, `ModelMarket_NotOwner`
 * @example
 * await cancelListing({ publicClient, walletClient }, { tokenId });
 */
export async function cancelListing(clients: Clients, { tokenId }: { tokenId: bigint }): Promise<Sent> {
  return action(clients, (context) => {
    const data = encodeFunctionData({ abi: modelMarketAbi, functionName: "cancel", args: [tokenId] });
    return send(context, { to: context.addresses.ModelMarket, data });
  });
}
