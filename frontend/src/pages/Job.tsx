import { JobSpec } from "@blacktail/sdk";
import { Link, useParams } from "react-router";
import { blackOf } from "../chain/currencies.ts";
import { useConfig } from "../config/ConfigContext.ts";
import { type JobDetail, useJob } from "../data/jobs.ts";
import { useStored } from "../data/useStored.ts";
import { formatBytes } from "../lib/formatBytes.ts";
import { formatDuration } from "../lib/time.ts";
import { Amount } from "../ui/Amount.tsx";
import { Copyable } from "../ui/Copyable.tsx";
import { Detail, Details } from "../ui/Details.tsx";
import { JobStatusBadge } from "../ui/JobStatusBadge.tsx";
import { PageHeader } from "../ui/PageHeader.tsx";
import { QueryState } from "../ui/QueryState.tsx";
import { Section } from "../ui/Section.tsx";
import { Empty } from "../ui/states.tsx";
import { JobActions } from "./JobActions.tsx";
import { JobProgress } from "./JobProgress.tsx";
import { JobResult } from "./JobResult.tsx";
import { JobTimeline } from "./JobTimeline.tsx";

export function Job() {
  const { id = "" } = useParams();
  const query = useJob(id);
  return (
    <QueryState query={query} label="the job" rows={3} rowClass="h-32">
      {(job) =>
        job ? (
          <Found job={job} />
        ) : (
          <Empty icon="jobs" title="No such job">
            The index knows no job {id}. If it was posted a moment ago, it appears within seconds.
          </Empty>
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
        actions={<JobActions job={job} />}
      />
      <div className="grid items-start gap-6 lg:grid-cols-[1fr_22rem]">
        <div className="grid min-w-0 gap-6">
          <JobProgress job={job} />
          <JobResult job={job} spec={spec.data} />
          <Asked job={job} spec={spec.data} />
        </div>
        <JobTimeline job={job} />
      </div>
    </>
  );
}

function Asked({ job, spec }: { job: JobDetail; spec: JobSpec | undefined }) {
  const config = useConfig();
  return (
    <Section title="What was asked">
      <Details>
        <Detail name="Price">
          <Amount value={job.price} currency={job.currency} />
        </Detail>
        {job.toProvider !== null && (
          <Detail name="Paid">
            <Amount value={job.toProvider} currency={job.currency} /> to the provider,{" "}
            <Amount value={job.fee ?? 0n} currency={job.currency} /> fee,{" "}
            <Amount value={job.royalty ?? 0n} currency={job.currency} /> royalty
          </Detail>
        )}
        <Detail name="Provider’s lock">
          <Amount value={job.stakeLock} currency={blackOf(config)} />
        </Detail>
        <Detail name="Periods">
          {formatDuration(job.claimPeriod)} to claim, {formatDuration(job.workPeriod)} to work,{" "}
          {formatDuration(job.challengePeriod)} to challenge
        </Detail>
        {job.modelId !== 0n && (
          <Detail name="Model">
            <Link to={`/models/${job.modelId}`} className="text-accent-ink hover:underline">
              See the model
            </Link>
          </Detail>
        )}
        {spec?.framework && (
          <Detail name="Framework">
            {spec.framework.family} / {spec.framework.name} {spec.framework.version}
          </Detail>
        )}
        {spec?.framework && (
          <Detail name="Settings">
            {settingsOf(spec.framework.config)}, seed {spec.seed}
          </Detail>
        )}
        {spec?.data.map((data) => (
          <Detail key={`${data.role}-${data.digest}`} name={`Data (${data.role})`}>
            <Copyable value={data.cid} label="CID of the data" /> {formatBytes(data.size)}
            {data.target && <>, predicts “{data.target}”</>}
          </Detail>
        ))}
        <Detail name="Specification">
          <Copyable value={job.specCid} label="CID of the specification" />
        </Detail>
      </Details>
    </Section>
  );
}

/** The settings that were chosen, in a line; they are the requester's own text. */
function settingsOf(config: Record<string, unknown>): string {
  const chosen = Object.entries(config).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return chosen.length === 0 ? "the framework’s own" : chosen.join(", ");
}
