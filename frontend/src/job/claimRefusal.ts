import { type Description, describeError, providerRegistryAbi } from "@blacktail/sdk";
import { decodeErrorResult, type Hex } from "viem";
import type { Currency } from "../chain/currencies.ts";
import { formatAmount } from "../lib/formatAmount.ts";

/** Why a claim would be refused, in words for the provider. The registry's error does not say in which currency prices are; the job does. */
export function claimRefusal(data: Hex, currency: Pick<Currency, "symbol" | "decimals">): Description {
  const said = describeError({ data });
  if (said.code !== "ProviderRegistry_BelowAsk") return said;
  const error = decodeErrorResult({ abi: providerRegistryAbi, data });
  if (error.errorName !== "ProviderRegistry_BelowAsk") return said;
  const [, price, ask] = error.args;
  const message = `The job pays you ${formatAmount(price, currency)} for this stage, and you ask for ${formatAmount(ask, currency)}.`;
  return { ...said, message };
}
