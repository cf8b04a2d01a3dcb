import { type Address, encodeFunctionData, parseEventLogs } from "viem";
import { licencesAbi } from "../generated/abi/Licences.ts";
import { action } from "./action.ts";
import type { Clients } from "./clients.ts";
import { first, logsOf, type Sent, send } from "./send.ts";

export type BuyLicenceArgs = {
  modelId: bigint;
  currency: bigint;
  /** What the account agrees to pay at most, in the currency's smallest unit. */
  maxPrice: bigint;
  /** What it agrees to get: seconds, 0 for ever. */
  duration: number;
  /** Default: the wallet's account. */
  holder?: Address | undefined;
};

/** Amounts in the currency's smallest unit; `expires`: unix seconds, the last at which the licence holds. */
export type BuyLicenceResult = Sent & { price: bigint; fee: bigint; royalty: bigint; expires: bigint };

/**
 * Buys a licence of a model out of the account's credits, for which Licences must be approved (`approveModule`); a running one is prolonged.
 *
 * @throws BlacktailError `Licences_NotOffered`, `Licences_PriceChanged`, `Licences_DurationChanged`, `ERC6909InsufficientBalance`, …
 * @example
 * const { expires } = await buyLicence({ publicClient, walletClient }, { modelId, currency: NATIVE, maxPrice, duration: 0 });
 */
export async function buyLicence(clients: Clients, args: BuyLicenceArgs): Promise<BuyLicenceResult> {
  return action(clients, async (context) => {
    const { Licences } = context.addresses;
    const { modelId, currency, maxPrice, duration } = args;
    const callArgs = [modelId, currency, maxPrice, duration, args.holder ?? context.account.address] as const;
    const data = encodeFunctionData({ abi: licencesAbi, functionName: "buy", args: callArgs });
    const sent = await send(context, { to: Licences, data });
    const logs = logsOf(sent, Licences);
    const sold = first(parseEventLogs({ abi: licencesAbi, eventName: "LicenceSold", logs }), "LicenceSold");
    const granted = parseEventLogs({ abi: licencesAbi, eventName: "LicenceGranted", logs });
    const { price, fee, royalty } = sold.args;
    return { ...sent, price, fee, royalty, expires: first(granted, "LicenceGranted").args.expires };
  });
}
