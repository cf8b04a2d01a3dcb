import type { JobDetail } from "../../data/jobDetail.ts";
import type { JobStage, JobWork } from "../../data/jobWork.ts";
import { short } from "../../lib/short.ts";
import { Amount } from "../../ui/Amount.tsx";
import { Section } from "../../ui/Section.tsx";
import { WayStep } from "../../ui/WayStep.tsx";

const words: Record<JobStage["state"], string> = {
  Waiting: "waits",
  Present: "now",
  Settled: "paid",
  Dropped: "never done, its money went back",
};

const looks = { Waiting: "later", Present: "now", Settled: "done", Dropped: "never" } as const;

/** The job's stages in a row: what each pays, where it stands, who did it. */
export function StageStrip({ job }: { job: JobDetail }) {
  if (job.stages.length < 2) return null;
  return (
    <Section
      title="Stages"
      aside={
        <span className="text-sm text-muted">
          <Amount value={job.left} currency={job.currency} /> still in escrow
        </span>
      }
    >
      <ol className="grid grid-cols-[repeat(auto-fit,minmax(7.5rem,1fr))] gap-x-2 gap-y-5">
        {job.stages.map((stage) => (
          <Stage key={stage.number} stage={stage} job={job} />
        ))}
      </ol>
    </Section>
  );
}

function Stage({ stage, job }: { stage: JobStage; job: JobDetail }) {
  const done = job.assignments.filter((work) => work.stage === stage.number && isStanding(work));
  const who = done.length > 1 ? `${done.length} providers` : done[0] && short(done[0].provider.id);
  return (
    <WayStep look={looks[stage.state]} name={`Stage ${stage.number + 1}`}>
      <p className="text-sm">
        <Amount value={stage.price} currency={job.currency} />
      </p>
      <p className="text-sm text-muted">
        {words[stage.state]}
        {who && <span className="block truncate font-mono text-[0.92em]">{who}</span>}
        {stage.reopened > 0 && <span className="block">opened again {stage.reopened}×</span>}
      </p>
    </WayStep>
  );
}

/** Whether the work counts for its stage: neither lost nor let go. */
const isStanding = ({ state }: JobWork) => state !== "NoShow" && state !== "Wrong" && state !== "Released";
