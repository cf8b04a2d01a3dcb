import { NATIVE } from "@blacktail/sdk";
import { formatEther } from "viem";

/** An amount in its currency's smallest unit, as people write it; `black` is the currency id of $BLACK. */
export function money(amount: bigint, currency: bigint, black: bigint): string {
  if (currency === NATIVE) return `${formatEther(amount)} ETH`;
  if (currency === black) return `${formatEther(amount)} $BLACK`;
  return `${amount} of currency ${currency}`;
}
