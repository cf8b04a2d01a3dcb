import { PanelPhase, VoteReason } from "@blacktail/sdk";
import { useState } from "react";
import { Link } from "react-router";
import { blackOf } from "../../chain/currencies.ts";
import { useConfig } from "../../config/ConfigContext.ts";
import type { JobDetail } from "../../data/jobDetail.ts";
import type { JobDispute, JobPanel } from "../../data/jobPanel.ts";
import { useStored } from "../../data/useStored.ts";
import { Amount } from "../../ui/Amount.tsx";
import { Badge, type Tone } from "../../ui/Badge.tsx";
import { Button } from "../../ui/Button.tsx";
import { Copyable } from "../../ui/Copyable.tsx";
import { QueryState } from "../../ui/QueryState.tsx";
import { Section } from "../../ui/Section.tsx";

const phases: Record<JobPanel["phaseName"], string> = {
  None: "not begun",
  Seating: "seats are taken",
  Committing: "at work",
  Revealing: "votes are shown",
  Decided: "decided",
  Void: "no decision",
};

/** The auditors and referees that saw the job's result, or have it now. */
export function JobCommittees({ job }: { job: JobDetail }) {
  const { dispute } = job;
  if (!dispute) return null;
  return (
    <Section
      title={dispute.panel ? "Dispute" : "Audit"}
      aside={<Badge tone="info">decided by a committee, not proven</Badge>}
    >
      <div className="grid gap-6">
        <p className="text-muted">{storyOf(dispute)}</p>
        {dispute.challenger && <Challenge dispute={dispute} />}
        {dispute.audit && <Committee panel={dispute.audit} />}
        {dispute.panel && <Committee panel={dispute.panel} />}
      </div>
    </Section>
  );
}

function storyOf({ state, challenger, audit, panel }: JobDispute): string {
  const cause = challenger
    ? "Somebody challenged the result with a bond."
    : audit
      ? "A lot sent the result to auditors, who are paid whatever they find."
      : "The results of the providers differed.";
  const course = {
    Audited: "They do the work again.",
    Passed: "They found nothing wrong.",
    Disputed: "Referees do the work again and vote; their majority decides.",
    Decided: "Referees decided by majority.",
    Void: panel ? "The referees came to no decision, so everything went back." : "There was no decision.",
  }[state];
  return `${cause} ${course}`;
}

function Challenge({ dispute }: { dispute: JobDispute }) {
  const black = blackOf(useConfig());
  return (
    <p className="text-sm">
      <Copyable value={dispute.challenger ?? ""} label="challenger’s address" /> put up{" "}
      <Amount value={dispute.bond} currency={black} />
      {dispute.state === "Void"
        ? ", and got it back."
        : dispute.accepted === null
          ? ": lost if the result is right, returned with a part of the slashed stake if it is wrong."
          : dispute.accepted === 0
            ? ", and got it back with a part of the slashed stake: the result was found wrong."
            : ", and lost it: the result was found right."}
    </p>
  );
}

function Committee({ panel }: { panel: JobPanel }) {
  const who = panel.audit ? "Auditors" : "Referees";
  const empty = Math.max(0, panel.seats - panel.seated);
  return (
    <div>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h3 className="text-base">
          {who}{" "}
          <Link to={`/compute/panels/${panel.id}`} className="text-sm font-normal text-accent-ink hover:underline">
            panel {panel.id}
          </Link>
        </h3>
        <Outcome panel={panel} />
      </div>
      <ul className="mt-2 divide-y divide-line border-y border-line">
        {panel.members.map((member) => (
          <Member key={`${member.round}-${member.member}`} member={member} candidates={panel.candidates} />
        ))}
        {panel.endedAt === null &&
          Array.from({ length: empty }, (_, seat) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: empty seats have no identity
            <li key={seat} className="py-2 text-sm text-muted">
              an empty seat
            </li>
          ))}
      </ul>
    </div>
  );
}

function Outcome({ panel: { phase, phaseName, accepted, candidates } }: { panel: JobPanel }) {
  if (phase === PanelPhase.Void) return <Badge>no decision</Badge>;
  if (phase !== PanelPhase.Decided) return <Badge tone="accent">{phases[phaseName]}</Badge>;
  return verdict(accepted, candidates);
}

function Member({ member, candidates }: { member: JobPanel["members"][number]; candidates: number }) {
  const [open, setOpen] = useState(false);
  const black = blackOf(useConfig());
  return (
    <li className="py-2">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <Copyable value={member.member} label="member’s address" />
        {member.vote === null ? (
          <Badge tone={member.state === "Committed" ? "info" : "neutral"}>
            {
              {
                Seated: "does the work again",
                Committed: "has voted, sealed",
                Revealed: "vote shown",
                Ended: "absent",
              }[member.state]
            }
          </Badge>
        ) : (
          verdict(member.vote, candidates)
        )}
        {member.slashed > 0n && (
          <span className="text-sm text-bad">
            lost <Amount value={member.slashed} currency={black} />
          </span>
        )}
        {member.reasonCid && (
          <Button look="quiet" size="small" className="ml-auto" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? "Hide the reason" : "Why"}
          </Button>
        )}
      </div>
      {open && member.reasonCid && <Reason cid={member.reasonCid} />}
    </li>
  );
}

/** What a member says it compared; its own words. */
function Reason({ cid }: { cid: string }) {
  const reason = useStored(cid, VoteReason);
  return (
    <div className="mt-2 rounded-control bg-raised p-3 text-sm">
      <QueryState query={reason} label="the reason" rows={1} rowClass="h-8">
        {({ candidates }) => (
          <ul className="grid gap-2">
            {candidates.flatMap(({ output, findings }) =>
              findings.map(({ what, ok, says }, at) => (
                <li key={`${output}-${what}-${String(at)}`} className="flex gap-2">
                  <span className={ok ? "text-good" : "text-bad"}>{ok ? "fits" : "differs"}</span>
                  <span className="min-w-0 break-words">{says}</span>
                </li>
              )),
            )}
          </ul>
        )}
      </QueryState>
    </div>
  );
}

/** A vote or outcome: one result is right or wrong, of several a number are right. */
function verdict(accepted: number, candidates: number) {
  const right = Array.from({ length: candidates }, (_, bit) => (accepted >> bit) & 1).reduce(
    (sum, bit) => sum + bit,
    0,
  );
  const tone: Tone = right === 0 ? "bad" : "good";
  const text = candidates === 1 ? (right === 1 ? "right" : "wrong") : `${right} of ${candidates} results right`;
  return <Badge tone={tone}>{text}</Badge>;
}
