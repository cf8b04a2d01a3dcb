import { useQuery } from "@tanstack/react-query";
import type { Address } from "viem";
import { collectable } from "../chain/collectable.ts";
import { currenciesOf } from "../chain/currencies.ts";
import { useConfig } from "../config/ConfigContext.ts";

/** What a holder could collect of a provider's earnings, by currency; those of nothing are left out. */
export function useCollectable(provider: Address, holder: Address) {
  const config = useConfig();
  return useQuery({
    queryKey: ["collectable", config.chainId, provider, holder],
    queryFn: async () => {
      const amounts = await Promise.all(
        currenciesOf(config).map(async (currency) => ({
          currency,
          amount: await collectable(config, { provider, holder, currency: currency.id }),
        })),
      );
      return amounts.filter(({ amount }) => amount > 0n);
    },
    refetchInterval: 6_000,
  });
}
