import { useQuery } from "@tanstack/react-query";
import { currencyBySymbol, ETH } from "../chain/currencies.ts";
import { modelUseCost } from "../chain/modelUseCost.ts";
import { useConfig } from "../config/ConfigContext.ts";
import { formatAmount } from "../lib/formatAmount.ts";
import { useWallet } from "../wallet/WalletContext.ts";

export type ModelUse = {
  /** Whether this account may use the model for the price, in this currency. */
  offered: boolean;
  /** In the currency's smallest unit. */
  price: bigint;
  /** What the use costs, in a sentence. */
  words: string;
  /** As the flow takes it. */
  preset: { usePrice: string };
};

/** What the connected account pays for one use of a model, in the currency that is chosen. */
export function useModelUse(tokenId: string, symbol: string): ModelUse {
  const config = useConfig();
  const { address } = useWallet();
  const currency = currencyBySymbol(config, symbol) ?? ETH;
  const cost = useQuery({
    queryKey: ["use-cost", config.chainId, tokenId, String(currency.id), address],
    queryFn: () => modelUseCost(config, { modelId: BigInt(tokenId), currency: currency.id, user: address }),
    refetchInterval: 6_000,
  });
  const { offered = false, price = 0n } = cost.data ?? {};
  return { offered, price, words: words(), preset: { usePrice: String(price) } };

  function words(): string {
    if (cost.isError) return "The chain does not say what the use of the model costs. Try again in a moment.";
    if (!cost.data) return "Asking what the use of the model costs…";
    if (!offered) {
      return `Its owner sells no use of it in ${currency.symbol}. Choose another currency, or ask for a licence.`;
    }
    if (price > 0n) {
      return `The use of the model costs ${formatAmount(price, currency)} beside the budget: to its owner, with the creator’s royalty out of it. You get it back if the job fails.`;
    }
    return "The use of the model costs you nothing: it is free, yours, or you hold a licence.";
  }
}
