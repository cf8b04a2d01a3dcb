import { blackOf } from "../../chain/currencies.ts";
import { useConfig } from "../../config/ConfigContext.ts";
import type { PanelDetail } from "../../data/panels.ts";
import { formatBps } from "../../lib/formatBps.ts";
import { formatDuration } from "../../lib/time.ts";
import { Amount } from "../../ui/Amount.tsx";
import { Copyable } from "../../ui/Copyable.tsx";
import { Fact } from "../../ui/Fact.tsx";
import { Section } from "../../ui/Section.tsx";

/** What this panel is held to; later changes do not reach it. */
export function PanelRules({ panel }: { panel: PanelDetail }) {
  const black = blackOf(useConfig());
  const { rule, fee, feeCurrency, seatLock, workPeriod, parties } = panel;
  return (
    <Section title="Its rules">
      <dl className="grid grid-cols-2 gap-x-4 gap-y-4 text-sm">
        <Fact name="A member locks">
          <Amount value={seatLock} currency={black} />
        </Fact>
        {feeCurrency && (
          <Fact name={panel.audit ? "Pay, whatever they find" : "From the audit reserve"}>
            <Amount value={fee} currency={feeCurrency} />
          </Fact>
        )}
        <Fact name="Absent: loses">{formatBps(rule.absentBps)} of it</Fact>
        <Fact name="Outvoted: loses">{formatBps(rule.minorityBps)} of it</Fact>
        <Fact name="Time to take seats">{formatDuration(rule.seatPeriod)}</Fact>
        <Fact name="Time to work and vote">{formatDuration(rule.commitPeriod + workPeriod)}</Fact>
        <Fact name="Time to show votes">{formatDuration(rule.revealPeriod)}</Fact>
      </dl>
      <dl className="mt-4 text-sm">
        <Fact name="May not sit, as parties to the job">
          <span className="mt-1 flex flex-wrap gap-x-4 gap-y-2 font-normal">
            {[...new Set(parties)].map((party) => (
              <Copyable key={party} value={party} label="address of a party" />
            ))}
          </span>
        </Fact>
      </dl>
    </Section>
  );
}
