import { addressesOf, treasuryAbi } from "@blacktail/sdk";
import type { Config } from "../config/schema.ts";
import { publicClientOf } from "./publicClientOf.ts";

/** The number of the compute service in the treasury's schedule. */
const COMPUTE = 2;

/** The platform's part of a job's price in a currency, in basis points. */
export function computeFee(config: Config, currency: bigint): Promise<number> {
  return publicClientOf(config).readContract({
    address: addressesOf(config.chainId).Treasury,
    abi: treasuryAbi,
    functionName: "feeBps",
    args: [COMPUTE, currency],
  });
}
