import { useState } from "react";
import { blackOf } from "../../chain/currencies.ts";
import { useConfig } from "../../config/ConfigContext.ts";
import type { JobPanel } from "../../data/jobPanel.ts";
import type { PanelMember } from "../../data/panels.ts";
import { same } from "../../lib/same.ts";
import { Amount } from "../../ui/Amount.tsx";
import { Badge } from "../../ui/Badge.tsx";
import { Button } from "../../ui/Button.tsx";
import { ProviderLink } from "../../ui/ProviderLink.tsx";
import { useWallet } from "../../wallet/WalletContext.ts";
import { VerdictBadge } from "./PhaseBadge.tsx";
import { Reason } from "./Reason.tsx";

/** Who sits, how each voted and why, what it was paid or lost; and which seats are empty. */
export function MemberList({ panel }: { panel: JobPanel }) {
  const empty = panel.endedAt === null ? Math.max(0, panel.seats - panel.seated) : 0;
  if (panel.members.length + empty === 0) return <p className="text-muted">Nobody sat.</p>;
  return (
    <ul className="divide-y divide-line">
      {panel.members.map((member) => (
        <Member key={member.id} member={member} panel={panel} />
      ))}
      {Array.from({ length: empty }, (_, seat) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: empty seats have no identity
        <li key={seat} className="py-3 text-muted">
          An empty seat
        </li>
      ))}
    </ul>
  );
}

const states: Record<PanelMember["state"], string> = {
  Seated: "does the work again",
  Committed: "has voted, sealed",
  Revealed: "vote shown",
  Ended: "did not vote",
};

function Member({ member, panel }: { member: PanelMember; panel: JobPanel }) {
  const [open, setOpen] = useState(false);
  const { address } = useWallet();
  const black = blackOf(useConfig());
  const { vote, reasonCid, slashed, rewards } = member;
  return (
    <li className="py-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1.5">
        <ProviderLink id={member.member} />
        {same(address, member.member) && <Badge tone="accent">you</Badge>}
        {panel.round > 0 && member.round === 0 && <span className="text-sm text-muted">of the first draw</span>}
        {vote === null ? (
          <Badge tone={member.state === "Committed" ? "info" : "neutral"}>{states[member.state]}</Badge>
        ) : (
          <VerdictBadge vote={vote} candidates={panel.candidates} />
        )}
        {rewards.map(({ amount, currency }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rewards have no identity and only ever grow
          <span key={at} className="text-sm text-good">
            paid <Amount value={amount} currency={currency} />
          </span>
        ))}
        {slashed > 0n && (
          <span className="text-sm text-bad">
            lost <Amount value={slashed} currency={black} />
          </span>
        )}
        {reasonCid && (
          <Button look="secondary" size="small" className="ml-auto" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? "Hide the reason" : "Why"}
          </Button>
        )}
      </div>
      {open && reasonCid && <Reason cid={reasonCid} />}
    </li>
  );
}
