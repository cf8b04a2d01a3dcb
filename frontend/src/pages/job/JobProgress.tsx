import { lazy, Suspense, useMemo, useState } from "react";
import type { JobDetail } from "../../data/jobDetail.ts";
import { progressUrl } from "../../data/progressUrl.ts";
import { useProgress } from "../../data/useProgress.ts";
import { formatMetric } from "../../lib/formatMetric.ts";
import { group } from "../../lib/group.ts";
import { metricLabel } from "../../lib/metricLabel.ts";
import { short } from "../../lib/short.ts";
import { formatDuration } from "../../lib/time.ts";
import { chartsOf, curvesOf } from "../../report/curves.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Section } from "../../ui/Section.tsx";
import { Loading } from "../../ui/states.tsx";

const Charts = lazy(() => import("../../report/Charts.tsx"));

/** The run as its provider reports it, live; of several providers as the one reports it that is chosen. */
export function JobProgress({ job }: { job: JobDetail }) {
  const works = job.assignments.filter((work) => work.stage === job.stage);
  const attempt = Math.max(0, ...works.map((work) => work.attempt));
  const providers = works.filter((work) => work.attempt === attempt).map(({ provider }) => provider);
  const [chosen, setChosen] = useState<string>();
  const provider = providers.find(({ id }) => id === chosen) ?? providers[0];
  // Of an open stage the last attempt has ended; later a provider that reports nothing is no news.
  if (!provider || job.status === "Open") return null;
  if (job.status !== "Working" && !progressUrl(provider.endpoint, job.id)) return null;
  return (
    <Section title="Progress" aside={<Badge>reported by the provider, not verified</Badge>}>
      {providers.length > 1 && (
        <label className="mb-5 flex flex-wrap items-center gap-3 text-sm">
          <span className="text-muted">As reported by</span>
          <select className="field w-auto" value={provider.id} onChange={(event) => setChosen(event.target.value)}>
            {providers.map(({ id }) => (
              <option key={id} value={id}>
                {short(id)}
              </option>
            ))}
          </select>
        </label>
      )}
      <Reported key={`${provider.id}-${job.stage}`} endpoint={provider.endpoint} id={job.id} />
    </Section>
  );
}

function Reported({ endpoint, id }: { endpoint: string; id: string }) {
  const url = progressUrl(endpoint, id);
  const { last, points, state } = useProgress(url);
  const percent =
    last && last.totalSteps > 0 ? Math.min(100, Math.round((last.step / last.totalSteps) * 100)) : undefined;
  // The last lines of a run are about publishing and carry no loss.
  const lastOf = (key: "loss" | "validationLoss" | "metric") => points.findLast((point) => point[key] !== undefined);
  const loss = lastOf("loss")?.loss;
  const validationLoss = lastOf("validationLoss")?.validationLoss;
  const metric = last?.metric ?? lastOf("metric")?.metric;
  const charts = useMemo(() => chartsOf(curvesOf(points)), [points]);
  return (
    <>
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
        <div className="grid grid-cols-1 gap-5">
          <dl className="grid grid-cols-2 gap-4 sm:grid-cols-4">
            <Figure name="Phase" value={last.phase} />
            {last.totalSteps > 0 && (
              <Figure
                name="Step"
                value={`${group(last.step)} of ${group(last.totalSteps)}${percent === undefined ? "" : ` (${percent} %)`}`}
              />
            )}
            {loss !== undefined && <Figure name="Loss" value={formatMetric("loss", loss)} />}
            {validationLoss !== undefined && (
              <Figure name="Validation loss" value={formatMetric("loss", validationLoss)} />
            )}
            {metric && <Figure name={metricLabel(metric.name)} value={formatMetric(metric.name, metric.value)} />}
            {last.etaSeconds !== undefined && last.phase === "training" && (
              <Figure name="Time left" value={formatDuration(last.etaSeconds)} />
            )}
          </dl>
          {charts.length > 0 && (
            <Suspense fallback={<Loading label="the chart" rows={1} className="h-60" />}>
              <Charts charts={charts} />
            </Suspense>
          )}
          {state === "lost" && last.phase !== "done" && (
            <p className="text-sm text-muted">The connection was lost; trying again.</p>
          )}
          {last.message && <p className="text-sm break-words text-muted">The worker says: {last.message}</p>}
        </div>
      )}
    </>
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
