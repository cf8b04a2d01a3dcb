import { addressesOf } from "@blacktail/sdk";
import type { Config } from "../config/schema.ts";

/** A currency as it is shown. `decimals` is undefined for a token that we do not know: its amounts stay in smallest units. */
export type Currency = { id: bigint; symbol: string; decimals?: number };

export const ETH: Currency = { id: 0n, symbol: "ETH", decimals: 18 };

/** How $BLACK is written, wherever it lives. */
export const BLACK_UNIT = { symbol: "$BLACK", decimals: 18 } as const;

/** $BLACK on the configured chain. */
export function blackOf(config: Config): Currency {
  return { id: BigInt(addressesOf(config.chainId).BlackToken), ...BLACK_UNIT };
}

/** The currencies that forms offer. */
export function currenciesOf(config: Config): readonly Currency[] {
  return [ETH, blackOf(config)];
}

/** The offered currency with this symbol. */
export function currencyBySymbol(config: Config, symbol: string): Currency | undefined {
  return currenciesOf(config).find((currency) => currency.symbol === symbol);
}
