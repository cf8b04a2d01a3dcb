import { type Address, encodeFunctionData, parseEventLogs } from "viem";
import { modelMarketAbi } from "../generated/abi/ModelMarket.ts";
import { NATIVE } from "../jobs/currency.ts";
import { action } from "./action.ts";
import type { Clients } from "./clients.ts";
import { first, logsOf, type Sent, send } from "./send.ts";

export type BuyModelArgs = {
  tokenId: bigint;
  /** As listed: the purchase fails when the seller changed the terms. */
  currency: bigint;
  /** As listed, in the currency's smallest unit. */
  price: bigint;
  /**
   * From the Vault (the market must be approved, see `approveModule`), or native coin from the wallet.
   * Default: the wallet for the native coin, else credits.
   */
  payFrom?: "wallet" | "credits" | undefined;
};

/** Amounts in the currency's smallest unit; the seller got the price less both. */
export type BuyModelResult = Sent & { seller: Address; fee: bigint; royalty: bigint; royaltyReceiver: Address };

/**
 * Buys a listed model at exactly the terms given.
 *
 * @throws BlacktailError `ModelMarket_NotListed`, `ModelMarket_TermsChanged`, `ERC6909InsufficientAllowance` (module not approved), `ERC6909InsufficientBalance`, …
 * @example
 * const { fee, royalty } = await buyModel({ publicClient, walletClient }, { tokenId, currency: NATIVE, price });
 */
export async function buyModel(clients: Clients, args: BuyModelArgs): Promise<BuyModelResult> {
  return action(clients, async (context) => {
    const { ModelMarket } = context.addresses;
    const { tokenId, currency, price } = args;
    const fromWallet = (args.payFrom ?? (currency === NATIVE ? "wallet" : "credits")) === "wallet";
    const data = encodeFunctionData({ abi: modelMarketAbi, functionName: "buy", args: [tokenId, currency, price] });
    const sent = await send(context, { to: ModelMarket, data, value: fromWallet ? price : 0n });
    const logs = logsOf(sent, ModelMarket);
    const event = first(parseEventLogs({ abi: modelMarketAbi, eventName: "Bought", logs }), "Bought");
    const { seller, fee, royalty, royaltyReceiver } = event.args;
    return { ...sent, seller, fee, royalty, royaltyReceiver };
  });
}
