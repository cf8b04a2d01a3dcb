import type { Currency } from "../chain/currencies.ts";
import { formatAmount, formatExact } from "../lib/formatAmount.ts";

/** Money: at most six decimals and the unit; every digit is in the title. */
export function Amount({ value, currency }: { value: bigint; currency: Currency }) {
  return (
    <span className="whitespace-nowrap" title={formatExact(value, currency)}>
      {formatAmount(value, currency)}
    </span>
  );
}
