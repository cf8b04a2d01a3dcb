import { addressesOf, licencesAbi } from "@blacktail/sdk";
import { type Address, zeroAddress } from "viem";
import type { Config } from "../config/schema.ts";
import { publicClientOf } from "./publicClientOf.ts";

/** What one use of a model costs, in the currency's smallest unit; `offered` is false where its owner sells no use in that currency. */
export type UseCost = { offered: boolean; price: bigint };

/**
 * What a job that uses a model pays its owner, beside the budget. Nothing for the owner and for holders of a licence.
 * @param user Undefined for a visitor without a wallet: the public price.
 */
export async function modelUseCost(
  config: Config,
  { modelId, currency, user }: { modelId: bigint; currency: bigint; user: Address | undefined },
): Promise<UseCost> {
  const [offered, price] = await publicClientOf(config).readContract({
    address: addressesOf(config.chainId).Licences,
    abi: licencesAbi,
    functionName: "useCost",
    args: [modelId, currency, user ?? zeroAddress],
  });
  return { offered, price };
}
