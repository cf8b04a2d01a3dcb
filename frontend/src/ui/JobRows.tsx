import { Link } from "react-router";
import type { Job } from "../data/jobs.ts";
import { short } from "../lib/short.ts";
import { Amount } from "./Amount.tsx";
import { JobStatusBadge } from "./JobStatusBadge.tsx";
import { Time } from "./Time.tsx";

/** Jobs, one line each; the line is the link. */
export function JobRows({ jobs }: { jobs: Job[] }) {
  return (
    <ul className="panel divide-y divide-line overflow-hidden">
      {jobs.map((job) => (
        <li key={job.id}>
          <Link
            to={`/jobs/${job.id}`}
            className="grid grid-cols-[1fr_auto] items-center gap-x-4 gap-y-1 px-4 py-3.5 -outline-offset-2 transition-colors hover:bg-raised sm:grid-cols-[7rem_1fr_auto_9rem_7rem] sm:px-5"
          >
            <span className="font-semibold">Job {job.id}</span>
            <span className="text-sm text-muted max-sm:order-3">
              {job.modelId === 0n ? "Training" : "Inference"} for{" "}
              <span className="font-mono">{short(job.requester)}</span>
              {shapeOf(job)}
            </span>
            <span className="max-sm:order-2 max-sm:justify-self-end">
              <JobStatusBadge status={job.status} />
            </span>
            <span className="justify-self-end max-sm:order-4">
              <Amount value={job.budget + job.usePrice} currency={job.currency} />
            </span>
            <span className="justify-self-end text-sm text-muted max-sm:hidden">
              <Time at={job.createdAt} />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** Stages and replicas, where there is more than one of either. */
function shapeOf({ stage, stageCount, replicaCount }: Job): string {
  const parts = [
    ...(stageCount > 1 ? [`stage ${stage + 1} of ${stageCount}`] : []),
    ...(replicaCount > 1 ? [`${replicaCount} providers`] : []),
  ];
  return parts.map((part) => ` · ${part}`).join("");
}
