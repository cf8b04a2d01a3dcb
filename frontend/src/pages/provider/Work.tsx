import { blackOf } from "../../chain/currencies.ts";
import { useConfig } from "../../config/ConfigContext.ts";
import type { ProviderDetail, ProviderSeat, ProviderWork } from "../../data/providerDetail.ts";
import { Amount } from "../../ui/Amount.tsx";
import { Badge, type Tone } from "../../ui/Badge.tsx";
import { Section } from "../../ui/Section.tsx";
import { JobLink, PanelLink } from "../../ui/TextLink.tsx";
import { Time } from "../../ui/Time.tsx";
import { WorkBadge } from "../../ui/WorkBadge.tsx";

const seatStates: Record<ProviderSeat["state"], { text: string; tone: Tone }> = {
  Seated: { text: "does the work again", tone: "accent" },
  Committed: { text: "has voted, sealed", tone: "accent" },
  Revealed: { text: "vote shown", tone: "accent" },
  Ended: { text: "over", tone: "neutral" },
};

/** The stages that it claimed last, and the seats that it took on panels. */
export function Work({ provider }: { provider: ProviderDetail }) {
  const { assignments, seats, seatsTaken } = provider;
  return (
    <Section
      title="Jobs"
      aside={
        <span className="text-sm text-muted">
          {provider.stagesClaimed} {provider.stagesClaimed === 1 ? "stage" : "stages"} claimed
        </span>
      }
    >
      {assignments.length === 0 ? (
        <p className="text-muted">It claimed no job yet.</p>
      ) : (
        <ul className="divide-y divide-line">
          {assignments.map((work) => (
            <Row key={work.id} work={work} />
          ))}
        </ul>
      )}
      {seats.length > 0 && (
        <>
          <h3 className="mt-6 flex flex-wrap items-center justify-between gap-2 text-base">
            Seats on panels <span className="text-sm font-normal text-muted">{seatsTaken} taken</span>
          </h3>
          <ul className="mt-1 divide-y divide-line">
            {seats.map((seat) => (
              <Seat key={seat.id} seat={seat} />
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}

function Row({ work }: { work: ProviderWork }) {
  const { job, stage, toProvider } = work;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2.5">
      <JobLink id={job.id} />
      <span className="text-sm text-muted">
        {job.stageCount > 1 && `stage ${stage.number + 1} of ${job.stageCount} · `}
        {job.replicaCount > 1 && `one of ${job.replicaCount} · `}
        <Time at={work.claimedAt} />
      </span>
      <span className="ml-auto flex items-center gap-3">
        {toProvider !== null && (
          <span className="text-sm font-semibold">
            <Amount value={toProvider} currency={job.currency} />
          </span>
        )}
        <WorkBadge state={work.state} />
      </span>
    </li>
  );
}

function Seat({ seat }: { seat: ProviderSeat }) {
  const black = blackOf(useConfig());
  const { text, tone } = seatStates[seat.state];
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2.5">
      <PanelLink id={seat.panel.id} />
      <span className="text-sm text-muted">
        {seat.panel.audit ? "auditor" : "referee"} · <Time at={seat.seatedAt} />
      </span>
      <span className="ml-auto flex items-center gap-3">
        {seat.slashed > 0n && (
          <span className="text-sm text-bad">
            lost <Amount value={seat.slashed} currency={black} />
          </span>
        )}
        <Badge tone={tone}>{text}</Badge>
      </span>
    </li>
  );
}
