import { type Artifact, TrainingReport } from "@blacktail/sdk";
import { lazy, Suspense } from "react";
import { useStored } from "../data/useStored.ts";
import { QueryState } from "../ui/QueryState.tsx";
import { Loading } from "../ui/states.tsx";

const ReportView = lazy(() => import("./ReportView.tsx"));

/** A training's report from storage, checked by its schema. */
export function StoredReport({ artifact }: { artifact: Artifact }) {
  const report = useStored(artifact.cid, TrainingReport);
  return (
    <QueryState query={report} label="the report" rows={2} rowClass="h-40">
      {(found) => (
        <Suspense fallback={<Loading label="the report" rows={2} className="h-40" />}>
          <ReportView report={found} />
        </Suspense>
      )}
    </QueryState>
  );
}
