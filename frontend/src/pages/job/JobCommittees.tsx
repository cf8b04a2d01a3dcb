import { blackOf } from "../../chain/currencies.ts";
import { useConfig } from "../../config/ConfigContext.ts";
import type { JobDetail } from "../../data/jobDetail.ts";
import type { JobDispute, JobPanel } from "../../data/jobPanel.ts";
import { Amount } from "../../ui/Amount.tsx";
import { Badge } from "../../ui/Badge.tsx";
import { Copyable } from "../../ui/Copyable.tsx";
import { Section } from "../../ui/Section.tsx";
import { PanelLink } from "../../ui/TextLink.tsx";
import { ChallengerSays } from "../panel/ChallengerSays.tsx";
import { MemberList } from "../panel/MemberList.tsx";
import { PhaseBadge } from "../panel/PhaseBadge.tsx";

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
    Void: panel ? "The referees came to no decision, so what was in escrow went back." : "There was no decision.",
  }[state];
  return `${cause} ${course}`;
}

function Challenge({ dispute }: { dispute: JobDispute }) {
  const black = blackOf(useConfig());
  return (
    <div>
      <p className="text-sm">
        <Copyable value={dispute.challenger ?? ""} label="challenger’s address" /> put up{" "}
        <Amount value={dispute.bond} currency={black} />
        {fateOf(dispute)}
      </p>
      <ChallengerSays digest={dispute.reason} />
    </div>
  );
}

/** What becomes of a challenger's bond. */
function fateOf({ state, accepted }: JobDispute): string {
  if (state === "Void") return ", and got it back but for a small part that burned.";
  if (accepted === null)
    return ": lost if the result is right, returned with a part of the slashed stake if it is wrong.";
  return accepted === 0
    ? ", and got it back with a part of the slashed stake: the result was found wrong."
    : ", and lost it: the result was found right.";
}

function Committee({ panel }: { panel: JobPanel }) {
  return (
    <div>
      <div className="mb-1 flex flex-wrap items-center justify-between gap-2">
        <h3 className="text-base">
          {panel.audit ? "Auditors" : "Referees"} <PanelLink id={panel.id} className="text-sm font-normal" />
        </h3>
        <PhaseBadge panel={panel} />
      </div>
      <MemberList panel={panel} />
    </div>
  );
}
