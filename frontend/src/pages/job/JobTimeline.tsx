import { isFinal } from "@blacktail/sdk";
import type { JobDetail } from "../../data/jobDetail.ts";
import { eventWords } from "../../job/eventWords.ts";
import { nextOf } from "../../job/nextOf.ts";
import { panelOfJob } from "../../job/panelOfJob.ts";
import { cx } from "../../lib/cx.ts";
import { formatRelative } from "../../lib/time.ts";
import { useNow } from "../../lib/useNow.ts";
import { Copyable } from "../../ui/Copyable.tsx";
import { Section } from "../../ui/Section.tsx";
import { Time } from "../../ui/Time.tsx";

/** What happened, by whom and when, and what comes next. */
export function JobTimeline({ job }: { job: JobDetail }) {
  const now = useNow();
  const { title, until } = nextOf(job.words, now, panelOfJob(job.dispute));
  return (
    <Section title="Timeline">
      <ol className="grid gap-4 border-l-2 border-line pl-5">
        {job.events.map((event) => {
          const { title: what, actor, minor } = eventWords(event, job);
          return (
            <li key={event.id} className="relative">
              <Dot
                className={cx(
                  "border-surface",
                  minor ? "top-2 size-2 -left-[25px] bg-line-strong" : "top-1.5 size-3 -left-[27px] bg-accent",
                )}
              />
              <p className={minor ? "text-sm" : "font-semibold"}>{what}</p>
              <p className="flex flex-wrap gap-x-3 text-sm text-muted">
                {!minor && <Time at={event.timestamp} />}
                {actor && (
                  <span>
                    {actor} <Copyable value={event.actor} label="address" />
                  </span>
                )}
                {!minor && (
                  <span>
                    tx <Copyable value={event.transaction} label="transaction hash" />
                  </span>
                )}
              </p>
            </li>
          );
        })}
        {!isFinal(job.words.status) && (
          <li className="relative" aria-current="step">
            <Dot className="top-1.5 size-3 -left-[27px] border-line-strong bg-surface" />
            <p className="text-muted">
              {title}
              {until && `; its time ends ${formatRelative(until.at, now)}`}.
            </p>
          </li>
        )}
      </ol>
    </Section>
  );
}

function Dot({ className }: { className: string }) {
  return <span className={cx("absolute rounded-full border-2", className)} aria-hidden="true" />;
}
