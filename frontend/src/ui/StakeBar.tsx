import type { Currency } from "../chain/currencies.ts";
import { cx } from "../lib/cx.ts";
import { Amount } from "./Amount.tsx";

export type StakePart = { name: string; value: bigint; look: keyof typeof looks };

const looks = {
  good: "bg-good",
  accent: "bg-accent",
  muted: "bg-line-strong",
  info: "bg-info",
} as const;

/** A whole in its parts: a bar for the eye, and a list that says the same. */
export function StakeBar({ parts, currency }: { parts: readonly StakePart[]; currency: Currency }) {
  const whole = parts.reduce((sum, { value }) => sum + value, 0n);
  // Thousandths are finer than a screen.
  const share = (value: bigint) => (whole === 0n ? 0 : Number((value * 1_000n) / whole));
  return (
    <div>
      <div aria-hidden="true" className="flex h-2.5 gap-0.5 overflow-hidden rounded-full bg-raised">
        {parts.map(
          ({ name, value, look }) =>
            value > 0n && <span key={name} className={cx("min-w-1", looks[look])} style={{ flexGrow: share(value) }} />,
        )}
      </div>
      <dl className="mt-3 flex flex-wrap gap-x-6 gap-y-1.5 text-sm">
        {parts.map(({ name, value, look }) => (
          <div key={name} className="flex items-center gap-2">
            <span aria-hidden="true" className={cx("size-2.5 rounded-full", looks[look])} />
            <dt className="text-muted">{name}</dt>
            <dd className="font-semibold">
              <Amount value={value} currency={currency} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
