import { lazy, Suspense } from "react";
import type { JobDetail } from "../data/jobs.ts";
import { progressUrl } from "../data/progressUrl.ts";
import { useProgress } from "../data/useProgress.ts";
import { formatMetric } from "../lib/formatMetric.ts";
import { group } from "../lib/group.ts";
import { metricLabel } from "../lib/metricLabel.ts";
import { formatDuration } from "../lib/time.ts";
import { Badge } from "../ui/Badge.tsx";
import { Section } from "../ui/Section.tsx";
import { Loading } from "../ui/states.tsx";

const LossChart = lazy(async () => ({ default: (await import("../ui/LossChart.tsx")).LossChart }));

/** The run as the provider reports it, live. */
export function JobProgress({ job }: { job: JobDetail }) {
  const url = progressUrl(job.provider?.endpoint, job.id);
  const { last, points, state } = useProgress(url);
  if (!job.provider) return null;
  const percent =
    last && last.totalSteps > 0 ? Math.min(100, Math.round((last.step / last.totalSteps) * 100)) : undefined;
  // The last lines of a run are about publishing and carry no loss.
  const loss = points.at(-1)?.loss;
  return (
    <Section title="Progress" aside={<Badge>reported by the provider, not verified</Badge>}>
      {!url ? (
        <p className="text-muted">
          This provider announces no endpoint, so its progress cannot be watched. The result arrives all the same.
        </p>
      ) : !last ? (
        <p className="text-muted">
          {state === "lost"
            ? "The provider’s worker does not answer. The result arrives all the same."
            : "Waiting for the provider’s first report…"}
        </p>
      ) : (
        <div className="grid gap-5">
          <dl className="grid grid-cols-2 gap-4 sm:grid-cols-4">
            <Figure name="Phase" value={last.phase} />
            {last.totalSteps > 0 && (
              <Figure
                name="Step"
                value={`${group(last.step)} of ${group(last.totalSteps)}${percent === undefined ? "" : ` (${percent} %)`}`}
              />
            )}
            {loss !== undefined && <Figure name="Loss" value={formatMetric("loss", loss)} />}
            {last.metric && (
              <Figure name={metricLabel(last.metric.name)} value={formatMetric(last.metric.name, last.metric.value)} />
            )}
            {last.etaSeconds !== undefined && last.phase === "training" && (
              <Figure name="Time left" value={formatDuration(last.etaSeconds)} />
            )}
          </dl>
          {points.length > 1 && (
            <Suspense fallback={<Loading label="the chart" rows={1} className="h-60" />}>
              <LossChart points={points} />
            </Suspense>
          )}
          {state === "lost" && last.phase !== "done" && (
            <p className="text-sm text-muted">The connection was lost; trying again.</p>
          )}
          {last.message && <p className="text-sm break-words text-muted">The worker says: {last.message}</p>}
        </div>
      )}
    </Section>
  );
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div className="min-w-0">
      <dt className="truncate text-sm text-muted first-letter:uppercase">{name}</dt>
      <dd className="font-semibold break-words first-letter:uppercase">{value}</dd>
    </div>
  );
}
