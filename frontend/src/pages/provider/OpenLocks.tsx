import { blackOf } from "../../chain/currencies.ts";
import { useConfig } from "../../config/ConfigContext.ts";
import type { OpenLock, ProviderDetail } from "../../data/providerDetail.ts";
import { formatDuration } from "../../lib/time.ts";
import { useNow } from "../../lib/useNow.ts";
import { lockEnd } from "../../staking/lockEnd.ts";
import { Amount } from "../../ui/Amount.tsx";
import { Section } from "../../ui/Section.tsx";
import { JobLink, PanelLink } from "../../ui/TextLink.tsx";
import { Time } from "../../ui/Time.tsx";

/** Which jobs and panels hold stake now, and until when. */
export function OpenLocks({ provider }: { provider: ProviderDetail }) {
  const black = blackOf(useConfig());
  return (
    <Section
      title="Locks"
      aside={
        <span className="text-sm text-muted">
          <Amount value={provider.locked} currency={black} /> held
        </span>
      }
    >
      {provider.locks.length === 0 ? (
        <p className="text-muted">No open job or panel holds its stake.</p>
      ) : (
        <ul className="divide-y divide-line">
          {provider.locks.map((lock) => (
            <Lock key={lock.id} lock={lock} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function Lock({ lock }: { lock: OpenLock }) {
  const black = blackOf(useConfig());
  const now = useNow();
  const { what, at } = lockEnd(lock);
  return (
    <li className="grid gap-x-4 gap-y-1 py-3 sm:grid-cols-[8rem_1fr]">
      <span className="font-semibold">
        <Amount value={lock.amount} currency={black} />
      </span>
      <div className="min-w-0">
        <p>
          <Holder lock={lock} />{" "}
          <span className="text-sm text-muted">
            · since <Time at={lock.since} />
          </span>
        </p>
        <p className="text-sm text-muted">
          {what}
          {at !== undefined && (
            <span className="tabular-nums">
              {" "}
              {now <= at ? `in ${formatDuration(at - now)}` : "now: its time is over, anyone may move it on"}
            </span>
          )}
        </p>
      </div>
    </li>
  );
}

function Holder({ lock: { job, panel, assignment } }: { lock: OpenLock }) {
  if (panel) {
    return (
      <>
        <PanelLink id={panel.id} /> of {panel.audit ? "auditors" : "referees"}, on job {job.id}
      </>
    );
  }
  return (
    <>
      <JobLink id={job.id} />
      {assignment && `, stage ${assignment.stage.number + 1}`}
    </>
  );
}
