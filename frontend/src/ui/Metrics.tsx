import { formatMetric } from "../lib/formatMetric.ts";
import { metricLabel } from "../lib/metricLabel.ts";

/** Metrics by name, as many beside each other as fit. */
export function Metrics({ metrics }: { metrics: readonly (readonly [name: string, value: number])[] }) {
  return (
    <dl className="grid grid-cols-[repeat(auto-fill,minmax(8rem,1fr))] gap-4">
      {metrics.map(([name, value]) => (
        <div key={name} className="min-w-0">
          <dt className="truncate text-sm text-muted" title={name}>
            {metricLabel(name)}
          </dt>
          <dd className="text-xl font-semibold">{formatMetric(name, value)}</dd>
        </div>
      ))}
    </dl>
  );
}
