import { blackOf } from "../../chain/currencies.ts";
import { useConfig } from "../../config/ConfigContext.ts";
import type { PanelDetail } from "../../data/panels.ts";
import { formatBps } from "../../lib/formatBps.ts";
import { formatDuration } from "../../lib/time.ts";
import { Amount } from "../../ui/Amount.tsx";
import { Copyable } from "../../ui/Copyable.tsx";
import { Detail, Details } from "../../ui/Details.tsx";
import { Section } from "../../ui/Section.tsx";

/** What this panel is held to; later changes do not reach it. */
export function PanelRules({ panel }: { panel: PanelDetail }) {
  const black = blackOf(useConfig());
  const { rule, fee, feeCurrency, seatLock, workPeriod, parties } = panel;
  return (
    <Section title="Its rules">
      <Details>
        <Detail name="A member locks">
          <Amount value={seatLock} currency={black} />
        </Detail>
        <Detail name="Absent: loses">{formatBps(rule.absentBps)} of it</Detail>
        <Detail name="Outvoted: loses">{formatBps(rule.minorityBps)} of it</Detail>
        <Detail name="Time to sit">{formatDuration(rule.seatPeriod)}</Detail>
        <Detail name="Time to vote">{formatDuration(rule.commitPeriod + workPeriod)}</Detail>
        <Detail name="Time to show">{formatDuration(rule.revealPeriod)}</Detail>
        {feeCurrency && (
          <Detail name={panel.audit ? "Fee, whatever they find" : "From the reserve"}>
            <Amount value={fee} currency={feeCurrency} />
          </Detail>
        )}
        <Detail name="May not sit">
          {parties.map((party) => (
            <Copyable key={party} value={party} label="address of a party" className="mr-3" />
          ))}
        </Detail>
      </Details>
    </Section>
  );
}
