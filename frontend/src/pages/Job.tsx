import { JobSpec } from "@blacktail/sdk";
import { useParams } from "react-router";
import { type JobDetail, useJob } from "../data/jobDetail.ts";
import { useStored } from "../data/useStored.ts";
import { Copyable } from "../ui/Copyable.tsx";
import { JobStatusBadge } from "../ui/JobStatusBadge.tsx";
import { PageHeader } from "../ui/PageHeader.tsx";
import { QueryState } from "../ui/QueryState.tsx";
import { Empty } from "../ui/states.tsx";
import { JobCommittees } from "./job/JobCommittees.tsx";
import { JobNow } from "./job/JobNow.tsx";
import { JobProgress } from "./job/JobProgress.tsx";
import { JobResult } from "./job/JobResult.tsx";
import { JobTerms } from "./job/JobTerms.tsx";
import { JobTimeline } from "./job/JobTimeline.tsx";
import { Replicas } from "./job/Replicas.tsx";
import { StageStrip } from "./job/StageStrip.tsx";

export function Job() {
  const { id = "" } = useParams();
  const query = useJob(id);
  return (
    <QueryState query={query} label="the job" rows={3} rowClass="h-32">
      {(job) =>
        job ? (
          <Found job={job} />
        ) : (
          <>
            <PageHeader title="No such job" />
            <Empty icon="jobs" title={`There is no job ${id}`}>
              The index knows none of this number. If it was posted a moment ago, it appears within seconds.
            </Empty>
          </>
        )
      }
    </QueryState>
  );
}

function Found({ job }: { job: JobDetail }) {
  const spec = useStored(job.specCid, JobSpec);
  const kind = spec.data?.kind ?? (job.modelId === 0n ? "train" : "infer");
  return (
    <>
      <PageHeader
        title={`Job ${job.id}`}
        lead={
          <span className="flex flex-wrap items-center gap-2">
            <JobStatusBadge status={job.status} />
            {{ train: "Training", infer: "Inference", evaluate: "Evaluation" }[kind]} for{" "}
            <Copyable value={job.requester} label="requester’s address" />
          </span>
        }
      />
      <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="min-w-0 gap-6 max-lg:contents lg:grid">
          <JobNow job={job} />
          <StageStrip job={job} />
          <JobCommittees job={job} />
          <Replicas job={job} />
          <JobProgress job={job} />
          <JobResult job={job} spec={spec.data} />
          {/* On a phone what happens comes before what was asked. */}
          <div className="max-lg:order-last">
            <JobTerms job={job} spec={spec.data} isUnreadable={spec.isError} />
          </div>
        </div>
        <JobTimeline job={job} />
      </div>
    </>
  );
}
