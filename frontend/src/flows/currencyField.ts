import { z } from "zod";
import { type Currency, currencyBySymbol } from "../chain/currencies.ts";
import type { Config } from "../config/schema.ts";

/** The symbol of an offered currency, as that currency. */
export function currencyField(config: Config) {
  return z.string({ error: "Choose a currency." }).transform((symbol, context): Currency => {
    const found = currencyBySymbol(config, symbol);
    if (found) return found;
    context.addIssue({ code: "custom", message: `“${symbol}” is no currency here.` });
    return z.NEVER;
  });
}
