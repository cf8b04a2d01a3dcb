import { blackOf } from "../../chain/currencies.ts";
import { useConfig } from "../../config/ConfigContext.ts";
import type { PanelDetail } from "../../data/panels.ts";
import { Amount } from "../../ui/Amount.tsx";
import { Section } from "../../ui/Section.tsx";
import { MemberList } from "./MemberList.tsx";

/** Who sits on a panel, and what each has locked for it. */
export function Members({ panel }: { panel: PanelDetail }) {
  const black = blackOf(useConfig());
  return (
    <Section
      title={panel.audit ? "Auditors" : "Referees"}
      aside={
        <span className="text-sm text-muted">
          each locks <Amount value={panel.seatLock} currency={black} />
        </span>
      }
    >
      <MemberList panel={panel} />
    </Section>
  );
}
