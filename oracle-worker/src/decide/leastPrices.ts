import { currencyOf, NATIVE } from "@blacktail/sdk";
import type { Context } from "../context.ts";

/** The currencies that this worker accepts by its settings, each with the least that it takes for a stage, in its smallest unit. */
export function leastPrices({ config, contracts }: Pick<Context, "config" | "contracts">): Map<bigint, bigint> {
  return new Map([
    [NATIVE, config.MIN_PRICE_ETH],
    [currencyOf(contracts.BlackToken), config.MIN_PRICE_BLACK],
    ...config.MIN_PRICES,
  ]);
}
