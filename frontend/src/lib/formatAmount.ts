import { formatUnits } from "viem/utils";
import type { Currency } from "../chain/currencies.ts";
import { group } from "./group.ts";

const MAX_DECIMALS = 6;

/**
 * An amount with its unit, cut (never rounded up) to six decimals: `1 234.5 $BLACK`. Integer arithmetic only. What is not zero never
 * reads as zero: `< 0.000001 ETH`.
 */
export function formatAmount(amount: bigint, { symbol, decimals }: Pick<Currency, "symbol" | "decimals">): string {
  if (decimals === undefined) return `${group(amount.toString())} units of ${symbol}`;
  const [whole = "0", fraction = ""] = formatUnits(amount, decimals).split(".");
  const shown = fraction.slice(0, MAX_DECIMALS).replace(/0+$/, "");
  if (amount > 0n && whole === "0" && shown === "") return `< 0.${"0".repeat(MAX_DECIMALS - 1)}1 ${symbol}`;
  return `${group(whole)}${shown ? `.${shown}` : ""} ${symbol}`;
}

/** The amount with every digit, for titles. */
export function formatExact(amount: bigint, { symbol, decimals }: Pick<Currency, "symbol" | "decimals">): string {
  return decimals === undefined ? `${amount} units of ${symbol}` : `${formatUnits(amount, decimals)} ${symbol}`;
}
