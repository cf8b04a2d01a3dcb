import type { JobDetail } from "../data/jobs.ts";
import { formatRelative } from "../lib/time.ts";
import { useNow } from "../lib/useNow.ts";
import { Copyable } from "../ui/Copyable.tsx";
import { Section } from "../ui/Section.tsx";
import { Time } from "../ui/Time.tsx";

const words: Record<string, string> = {
  Created: "Posted, with its price in escrow",
  Cancelled: "Cancelled by its requester",
  Claimed: "Claimed; the provider’s stake is locked",
  Submitted: "Result submitted and attested",
  Settled: "Settled: the provider is paid",
  NoShow: "No result in time; the lock was slashed",
  Refunded: "Refunded to the requester",
  Challenged: "Result challenged",
  Ruled: "Dispute ruled",
  Voided: "Dispute void; everybody got their money back",
};

/** What happened, and what comes next. */
export function JobTimeline({ job }: { job: JobDetail }) {
  const next = useNext(job);
  return (
    <Section title="Timeline">
      <ol className="grid gap-5 border-l-2 border-line pl-5">
        {job.events.map((event) => (
          <li key={event.id} className="relative">
            <span
              className="absolute top-1.5 -left-[27px] size-3 rounded-full border-2 border-surface bg-accent"
              aria-hidden="true"
            />
            <p className="font-semibold">{words[event.kind] ?? event.kind}</p>
            <p className="flex flex-wrap gap-x-3 text-sm text-muted">
              <Time at={event.timestamp} />
              <span>
                by <Copyable value={event.actor} label="address" />
              </span>
              <span>
                tx <Copyable value={event.transaction} label="transaction hash" />
              </span>
            </p>
          </li>
        ))}
        {next && (
          <li className="relative" aria-current="step">
            <span
              className="absolute top-1.5 -left-[27px] size-3 rounded-full border-2 border-line-strong bg-surface"
              aria-hidden="true"
            />
            <p className="text-muted">{next}</p>
          </li>
        )}
      </ol>
    </Section>
  );
}

/** The sentence about the status that the job is in; undefined when it is final. */
function useNext({ status, deadline }: JobDetail): string | undefined {
  const now = useNow();
  const late = now > deadline;
  const when = formatRelative(deadline, now);
  switch (status) {
    case "Open":
      return late ? "Nobody claimed it in time. Anyone may refund it." : `Waiting for a provider. Refundable ${when}.`;
    case "Working":
      return late ? "The provider is late. Anyone may slash it." : `The provider works. Its time ends ${when}.`;
    case "Pending":
      return late
        ? "The challenge window has passed. Anyone may settle it."
        : `The result may be challenged; payable by anyone ${when}.`;
    case "Disputed":
      return late
        ? "The arbiter did not rule in time. Anyone may void the dispute."
        : `The arbiter rules. Its time ends ${when}.`;
    default:
      return undefined;
  }
}
