import { useQuery } from "@tanstack/react-query";
import type { Address } from "viem";
import { collectable } from "../chain/collectable.ts";
import { type Currency, currenciesOf } from "../chain/currencies.ts";
import { useConfig } from "../config/ConfigContext.ts";

/** What a holder could collect of a provider's earnings, by currency; those of nothing are left out. Undefined until the chain has answered. */
export function useCollectable(
  provider: Address,
  holder: Address | undefined,
): readonly { currency: Currency; amount: bigint }[] | undefined {
  const config = useConfig();
  const { data } = useQuery({
    queryKey: ["collectable", config.chainId, provider, holder],
    queryFn: async () => {
      if (!holder) return [];
      const amounts = await Promise.all(
        currenciesOf(config).map(async (currency) => ({
          currency,
          amount: await collectable(config, { provider, holder, currency: currency.id }),
        })),
      );
      return amounts.filter(({ amount }) => amount > 0n);
    },
    enabled: holder !== undefined,
    refetchInterval: 6_000,
  });
  return data;
}
