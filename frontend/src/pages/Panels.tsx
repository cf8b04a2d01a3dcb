import { useState } from "react";
import { Link } from "react-router";
import { blackOf } from "../chain/currencies.ts";
import { useConfig } from "../config/ConfigContext.ts";
import { type ListedPanel, type PanelRule, usePanelRule, usePanels } from "../data/panels.ts";
import { formatAmount } from "../lib/formatAmount.ts";
import { formatBps } from "../lib/formatBps.ts";
import { formatDuration } from "../lib/time.ts";
import { useNow } from "../lib/useNow.ts";
import { Amounts } from "../ui/Amounts.tsx";
import { Button } from "../ui/Button.tsx";
import { CommitteeNote } from "../ui/CommitteeNote.tsx";
import { Fact } from "../ui/Fact.tsx";
import { PageHeader } from "../ui/PageHeader.tsx";
import { QueryState } from "../ui/QueryState.tsx";
import { Section } from "../ui/Section.tsx";
import { Empty } from "../ui/states.tsx";
import { Time } from "../ui/Time.tsx";
import { ComputeNav } from "./compute/ComputeNav.tsx";
import { PhaseBadge } from "./panel/PhaseBadge.tsx";

export function Panels() {
  const [open, setOpen] = useState(false);
  const [first, setFirst] = useState(25);
  const panels = usePanels({ open, first });
  return (
    <>
      <PageHeader
        title="Panels"
        lead="Auditors look at results that nobody doubted, by lot. Referees decide where somebody did."
      />
      <ComputeNav />
      <CommitteeNote />
      <div className="grid items-start gap-6 lg:grid-cols-[1fr_22rem]">
        <Section
          title="All panels"
          bare
          className="min-w-0"
          aside={
            <label className="flex min-h-9 items-center gap-2.5 text-sm">
              <input
                type="checkbox"
                checked={open}
                onChange={(event) => setOpen(event.target.checked)}
                className="size-5 accent-(--accent)"
              />
              Under way only
            </label>
          }
        >
          <QueryState query={panels} label="panels">
            {({ panels: found }) =>
              found.length === 0 ? (
                <Empty icon="shield" title={open ? "No panel is under way" : "No panel was called yet"}>
                  One is called when the lot falls on a result, when somebody challenges one, or when replicas disagree.
                </Empty>
              ) : (
                <>
                  <ul className="panel divide-y divide-line overflow-hidden">
                    {found.map((panel) => (
                      <Row key={panel.id} panel={panel} />
                    ))}
                  </ul>
                  {found.length === first && (
                    <div className="mt-8 text-center">
                      <Button look="secondary" onClick={() => setFirst(first + 25)}>
                        Show more
                      </Button>
                    </div>
                  )}
                </>
              )
            }
          </QueryState>
        </Section>
        <div className="grid min-w-0 gap-6">
          <Rule />
          <Section title="Audit reserve">
            <p className="mb-3 text-sm text-muted">
              A part of compute fees, kept to pay auditors whatever they find, and referees who clear a result.
            </p>
            <p className="text-lg font-semibold tracking-tight">
              {panels.data ? (
                <Amounts of={panels.data.reserves.map(({ reserve, currency }) => ({ amount: reserve, currency }))} />
              ) : (
                "…"
              )}
            </p>
          </Section>
        </div>
      </div>
    </>
  );
}

function Row({ panel }: { panel: ListedPanel }) {
  const now = useNow();
  const { endedAt, deadline } = panel;
  return (
    <li>
      <Link
        to={`/compute/panels/${panel.id}`}
        className="grid grid-cols-[1fr_auto] items-center gap-x-4 gap-y-1 px-4 py-3.5 -outline-offset-2 transition-colors hover:bg-raised sm:grid-cols-[6rem_1fr_auto_7rem] sm:px-5"
      >
        <span className="font-semibold">Panel {panel.id}</span>
        <span className="text-sm text-muted max-sm:order-3">
          {panel.seats} {panel.audit ? "auditor" : "referee"}
          {panel.seats === 1 ? "" : "s"} on job {panel.job.id} · {panel.seated} seated
          {panel.endedAt === null && `, ${panel.committed} voted`}
        </span>
        <span className="max-sm:order-2 max-sm:justify-self-end">
          <PhaseBadge panel={panel} />
        </span>
        <span className="justify-self-end text-sm text-muted tabular-nums max-sm:order-4">
          {endedAt !== null ? (
            <Time at={endedAt} />
          ) : now <= deadline ? (
            `${formatDuration(deadline - now)} left`
          ) : (
            "time is over"
          )}
        </span>
      </Link>
    </li>
  );
}

function Rule() {
  const rule = usePanelRule();
  return (
    <Section title="What panels are held to">
      <QueryState query={rule} label="the rules" rows={2}>
        {(found) => (found ? <RuleFacts rule={found} /> : <p className="text-muted">The index knows none yet.</p>)}
      </QueryState>
    </Section>
  );
}

function RuleFacts({ rule }: { rule: PanelRule }) {
  const black = blackOf(useConfig());
  return (
    <dl className="grid grid-cols-2 gap-x-4 gap-y-4 text-sm">
      <Fact name="Auditors">
        {rule.auditSeats} {rule.auditSeats === 1 ? "seat" : "seats"}
      </Fact>
      <Fact name="Referees">
        {rule.refereeSeats} {rule.refereeSeats === 1 ? "seat" : "seats"}
      </Fact>
      <Fact name="Time to take seats">{formatDuration(rule.seatPeriod)}</Fact>
      <Fact name="Time to vote" hint="beside the work’s own">
        {formatDuration(rule.commitPeriod)}
      </Fact>
      <Fact name="Time to show votes">{formatDuration(rule.revealPeriod)}</Fact>
      <Fact name="A member locks at least" hint="and what the job’s providers did">
        {formatAmount(rule.seatLock, black)}
      </Fact>
      <Fact name="Absent: loses">{formatBps(rule.absentBps)} of the lock</Fact>
      <Fact name="Outvoted: loses">{formatBps(rule.minorityBps)} of the lock</Fact>
      <Fact name="An auditor’s seat pays">{formatBps(rule.auditFeeBps)} of the work’s price</Fact>
      <Fact name="Kept of fees for audits">{formatBps(rule.auditShareBps)}</Fact>
    </dl>
  );
}
