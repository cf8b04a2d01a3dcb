import { addressesOf, blackTokenAbi, vaultAbi } from "@blacktail/sdk";
import { useQuery } from "@tanstack/react-query";
import type { Address } from "viem";
import { blackOf, type Currency, ETH } from "../chain/currencies.ts";
import { publicClientOf } from "../chain/publicClientOf.ts";
import { useConfig } from "../config/ConfigContext.ts";

export type Balances = { currency: Currency; wallet: bigint; credits: bigint }[];

/** What the account holds in its wallet and as credits. Read from the chain, so it is right even where the index is behind. */
export function useBalances(account: Address | undefined) {
  const config = useConfig();
  return useQuery({
    queryKey: ["balances", config.chainId, account],
    enabled: account !== undefined,
    refetchInterval: 5_000,
    queryFn: async (): Promise<Balances> => {
      if (!account) return [];
      const client = publicClientOf(config);
      const { BlackToken, Vault } = addressesOf(config.chainId);
      const black = blackOf(config);
      const credits = (id: bigint) =>
        client.readContract({ address: Vault, abi: vaultAbi, functionName: "balanceOf", args: [account, id] });
      const [eth, token, ethCredits, blackCredits] = await Promise.all([
        client.getBalance({ address: account }),
        client.readContract({ address: BlackToken, abi: blackTokenAbi, functionName: "balanceOf", args: [account] }),
        credits(ETH.id),
        credits(black.id),
      ]);
      return [
        { currency: ETH, wallet: eth, credits: ethCredits },
        { currency: black, wallet: token, credits: blackCredits },
      ];
    },
  });
}
