import type { Currency } from "../chain/currencies.ts";
import { Amount } from "./Amount.tsx";

/** Sums in several currencies, one below the other; `none` where there is none. */
export function Amounts({
  of,
  none = "nothing yet",
}: {
  of: readonly { amount: bigint; currency: Currency }[];
  none?: string;
}) {
  const sums = of.filter(({ amount }) => amount > 0n);
  if (sums.length === 0) return <span className="font-normal text-muted">{none}</span>;
  return sums.map(({ amount, currency }) => (
    <span key={currency.id.toString()} className="block">
      <Amount value={amount} currency={currency} />
    </span>
  ));
}
