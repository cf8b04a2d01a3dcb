import { addressesOf, jobEscrowAbi } from "@blacktail/sdk";
import type { Config } from "../config/schema.ts";
import { blackOf } from "./currencies.ts";
import { publicClientOf } from "./publicClientOf.ts";

/** The platform's part of what a new job pays in a currency, in basis points: what the escrow charges, which follows the treasury's schedule. */
export async function computeFee(config: Config, currency: bigint): Promise<number> {
  const [feeBps, blackFeeBps] = await publicClientOf(config).readContract({
    address: addressesOf(config.chainId).JobEscrow,
    abi: jobEscrowAbi,
    functionName: "feesBps",
  });
  return currency === blackOf(config).id ? blackFeeBps : feeBps;
}
