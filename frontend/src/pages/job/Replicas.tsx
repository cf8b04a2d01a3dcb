import { blackOf } from "../../chain/currencies.ts";
import { useConfig } from "../../config/ConfigContext.ts";
import type { JobDetail } from "../../data/jobDetail.ts";
import type { JobWork } from "../../data/jobWork.ts";
import { Amount } from "../../ui/Amount.tsx";
import { Badge } from "../../ui/Badge.tsx";
import { Copyable } from "../../ui/Copyable.tsx";
import { ProviderLink } from "../../ui/ProviderLink.tsx";
import { Section } from "../../ui/Section.tsx";
import { WorkBadge } from "../../ui/WorkBadge.tsx";

/** The providers that do the present stage side by side, and whether their results are one. */
export function Replicas({ job }: { job: JobDetail }) {
  const black = blackOf(useConfig());
  if (job.replicaCount < 2) return null;
  const works = latestAttempt(job);
  const shown = [...new Set(works.filter(({ revealed }) => revealed).map(({ digest }) => digest))];
  const empty = Math.max(0, job.replicaCount - works.length);
  return (
    <Section
      title={`${job.replicaCount} providers that must agree`}
      aside={
        shown.length > 0 && (
          <Badge tone={shown.length === 1 ? "good" : "bad"}>
            {shown.length === 1 ? "all that are shown are equal" : `${shown.length} different results`}
          </Badge>
        )
      }
    >
      <ul className="divide-y divide-line">
        {works.map((work) => {
          const letter = work.revealed ? shown.indexOf(work.digest) : -1;
          return (
            <li key={work.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2.5">
              <ProviderLink id={work.provider.id} />
              <WorkBadge state={work.state} />
              {letter >= 0 && (
                <span className="text-sm text-muted">
                  result {String.fromCharCode(65 + letter)}{" "}
                  <Copyable value={work.digest} label="digest of the result" className="text-sm" />
                </span>
              )}
              <span className="ml-auto flex gap-3 text-sm">
                {work.toProvider !== null && <Amount value={work.toProvider} currency={job.currency} />}
                {work.slashed > 0n && (
                  <span className="text-bad">
                    lost <Amount value={work.slashed} currency={black} />
                  </span>
                )}
              </span>
            </li>
          );
        })}
        {Array.from({ length: empty }, (_, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: empty places have no identity
          <li key={place} className="py-2.5 text-muted">
            an empty place
          </li>
        ))}
      </ul>
      <p className="mt-4 text-sm text-muted">
        Each commits to its result before it sees another’s, so none can copy. If the results differ, referees decide: a
        committee drawn by stake.
      </p>
    </Section>
  );
}

/** The work on the present stage's last attempt, those that lost their place included. */
function latestAttempt({ assignments, stage }: JobDetail): JobWork[] {
  const ofStage = assignments.filter((work) => work.stage === stage);
  const last = Math.max(0, ...ofStage.map(({ attempt }) => attempt));
  return ofStage.filter(({ attempt }) => attempt === last).toSorted((a, b) => a.claimedAt - b.claimedAt);
}
