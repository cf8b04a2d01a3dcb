import type { TrainingReport } from "@blacktail/sdk";
import { formatMetric } from "../lib/formatMetric.ts";
import { metricLabel } from "../lib/metricLabel.ts";

const MAX_SHOWN = 20;

/** How much the model's main metric falls without a column. */
export function Importance({ metric, columns }: NonNullable<TrainingReport["importance"]>) {
  const most = Math.max(...columns.map(({ value }) => value), Number.MIN_VALUE);
  const rest = columns.length - MAX_SHOWN;
  return (
    <>
      <p className="mb-3 text-sm text-muted">
        How much {metricLabel(metric)} falls when the values of a column are shuffled. Columns that tell the same can
        hide each other.
      </p>
      <ul className="grid gap-2">
        {columns.slice(0, MAX_SHOWN).map(({ name, value }, index) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: a provider may repeat a name
            key={index}
            className="grid grid-cols-[minmax(5rem,10rem)_1fr_4.5rem] items-center gap-3 text-sm"
          >
            <span className="truncate" title={name}>
              {name}
            </span>
            <span className="h-2.5 rounded-full bg-raised">
              <span
                className="block h-full rounded-full bg-accent"
                style={{ width: `${Math.max(0, Math.min(100, (value / most) * 100))}%` }}
              />
            </span>
            <span className="text-right tabular-nums">{formatMetric(metric, value)}</span>
          </li>
        ))}
      </ul>
      {rest > 0 && <p className="mt-2 text-sm text-muted">And {rest} more that matter less.</p>}
    </>
  );
}
