import type { TrainingReport } from "@blacktail/sdk";
import type { ReactNode } from "react";
import { Calibration } from "./Calibration.tsx";
import Charts from "./Charts.tsx";
import { Confusion } from "./Confusion.tsx";
import { chartsOf } from "./curves.ts";
import { Importance } from "./Importance.tsx";
import { Samples } from "./Samples.tsx";
import { Scatter } from "./Scatter.tsx";

/** Everything that a training has to show. It comes from the provider: all of it is text and numbers, none of it is trusted. */
export default function ReportView({ report }: { report: TrainingReport }) {
  const { curves, confusion, calibration, importance, scatter, samples } = report;
  const charts = chartsOf(curves.filter(({ points }) => points.length > 1));
  return (
    <div className="grid grid-cols-1 gap-8">
      {charts.length > 0 && <Charts charts={charts} />}
      {confusion && (
        <Part title="What is taken for what">
          <Confusion {...confusion} />
        </Part>
      )}
      {calibration && (
        <Part title="Whether its confidence can be trusted">
          <Calibration {...calibration} />
        </Part>
      )}
      {importance && importance.columns.length > 0 && (
        <Part title="What it goes by">
          <Importance {...importance} />
        </Part>
      )}
      {scatter && (
        <Part title={`${scatter.y} over ${scatter.x}`}>
          <Scatter {...scatter} />
        </Part>
      )}
      {samples && samples.length > 0 && (
        <Part title="What it writes">
          <Samples samples={samples} />
        </Part>
      )}
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="min-w-0">
      <h3 className="mb-3 text-lg wrap-anywhere first-letter:uppercase">{title}</h3>
      {children}
    </section>
  );
}
