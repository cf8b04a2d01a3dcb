import { isFinal, JobStatus } from "@blacktail/sdk";
import { lazy, Suspense, useCallback, useState } from "react";
import { useSearchParams } from "react-router";
import { bestOf } from "../compare/bestOf.ts";
import { CompareTable } from "../compare/CompareTable.tsx";
import { differingSettings } from "../compare/differingSettings.ts";
import { FollowRun } from "../compare/FollowRun.tsx";
import { RunPicker } from "../compare/RunPicker.tsx";
import { type Run, useRuns } from "../data/runs.ts";
import type { ProgressState } from "../data/useProgress.ts";
import { formatMetric } from "../lib/formatMetric.ts";
import { metricLabel } from "../lib/metricLabel.ts";
import { curvesOf, overlaid } from "../report/curves.ts";
import { LinkButton } from "../ui/Button.tsx";
import { PageHeader } from "../ui/PageHeader.tsx";
import { QueryState } from "../ui/QueryState.tsx";
import { Section } from "../ui/Section.tsx";
import { Failure, Loading } from "../ui/states.tsx";

const Charts = lazy(() => import("../report/Charts.tsx"));

/** As many as fit beside each other and can be told apart in a chart. */
const MOST = 6;

/** Trainings side by side. The address names them, so that a comparison can be kept and shared. */
export function Compare() {
  const [params, setParams] = useSearchParams();
  const named = (params.get("jobs") ?? "").split(",").filter((id) => /^\d{1,20}$/.test(id));
  const ids = [...new Set(named)].slice(0, MOST);
  const { runs, query } = useRuns(ids);
  return (
    <>
      <PageHeader
        title="Compare runs"
        lead="What trainings were asked for differently, what came of it, and how they got there."
        actions={<LinkButton to="/train">Train</LinkButton>}
      />
      <div className="grid grid-cols-1 gap-6">
        <Section title="Runs">
          <RunPicker
            ids={ids}
            most={MOST}
            onIds={(next) =>
              setParams(next.length > 0 ? { jobs: next.join(",") } : {}, {
                replace: true,
                preventScrollReset: true,
                // What is ticked shows at once, not when the comparison is drawn.
                flushSync: true,
              })
            }
          />
        </Section>
        {ids.length < 2 ? (
          <p className="text-muted">Choose two or more, up to {MOST}.</p>
        ) : (
          <QueryState query={query} label="the runs" rows={2} rowClass="h-40">
            {() =>
              runs.length < 2 ? (
                <Failure message="The index knows fewer than two of these trainings." />
              ) : (
                <Side runs={runs} />
              )
            }
          </QueryState>
        )}
      </div>
    </>
  );
}

function Side({ runs }: { runs: readonly Run[] }) {
  const [live, setLive] = useState<Record<string, ProgressState>>({});
  const onProgress = useCallback(
    (id: string, progress: ProgressState) => setLive((before) => ({ ...before, [id]: progress })),
    [],
  );
  const ids = runs.map(({ id }) => id);
  const settings = differingSettings(runs.map(({ spec }) => spec));
  const curves = overlaid(
    runs.map(({ id, report }) => ({ label: `Job ${id}`, curves: report?.curves ?? curvesOf(live[id]?.points ?? []) })),
  );
  const silent = runs.filter(({ id, report, isPending }) => !report && !isPending && !live[id]?.points.length);
  const failed = runs.find(({ error }) => error);
  return (
    <>
      {runs
        .filter(({ status, report }) => !report && !isFinal(JobStatus[status]))
        .map((run) => (
          <FollowRun key={run.id} run={run} onProgress={onProgress} />
        ))}
      {failed?.error && <Failure message={`A document of job ${failed.id} cannot be read: ${failed.error.message}`} />}
      <Section title="Asked for differently">
        {runs.some(({ spec, isPending }) => !spec && isPending) ? (
          <Loading label="the specifications" rows={2} className="h-10" />
        ) : settings.length > 0 ? (
          <CompareTable label="Settings that differ" ids={ids} rows={settings} />
        ) : (
          <p className="text-muted">Nothing: framework, data, settings and seed are the same.</p>
        )}
      </Section>
      <Section title="Metrics">
        <MetricsTable runs={runs} live={live} ids={ids} />
      </Section>
      <Section title="Curves">
        <div className="grid grid-cols-1 gap-4">
          {curves.length > 0 && (
            <Suspense fallback={<Loading label="the charts" rows={1} className="h-60" />}>
              <Charts charts={curves} />
            </Suspense>
          )}
          {silent.length > 0 && (
            <p className="text-sm text-muted">
              {silent.map(({ id }) => `Job ${id}`).join(", ")}: no curves. A run that has not begun reports none yet,
              and older results were stored without a report.
            </p>
          )}
        </div>
      </Section>
    </>
  );
}

type TableProps = { runs: readonly Run[]; live: Record<string, ProgressState>; ids: readonly string[] };

function MetricsTable({ runs, live, ids }: TableProps) {
  const metrics = runs.map(({ id, output }): Record<string, number> => {
    if (output) return output.metrics;
    const metric = live[id]?.points.findLast((point) => point.metric)?.metric;
    return metric ? { [metric.name]: metric.value } : {};
  });
  const names = [...new Set(metrics.flatMap((one) => Object.keys(one)))];
  if (names.length === 0) return <p className="text-muted">None of these runs has measured anything yet.</p>;
  const rows = names.map((name) => {
    const values = metrics.map((one) => (Object.hasOwn(one, name) ? one[name] : undefined));
    return {
      name: metricLabel(name),
      values: values.map((value) => (value === undefined ? "–" : formatMetric(name, value))),
      best: bestOf(name, values),
    };
  });
  return <CompareTable label="Metrics of the runs" ids={ids} rows={rows} />;
}
