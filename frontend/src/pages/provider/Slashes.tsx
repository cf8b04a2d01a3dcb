import { blackOf } from "../../chain/currencies.ts";
import { useConfig } from "../../config/ConfigContext.ts";
import type { ProviderDetail, Slash } from "../../data/providerDetail.ts";
import { slashParts, slashReason } from "../../staking/slashWords.ts";
import { Amount } from "../../ui/Amount.tsx";
import { Copyable } from "../../ui/Copyable.tsx";
import { Section } from "../../ui/Section.tsx";
import { JobLink, PanelLink } from "../../ui/TextLink.tsx";
import { Time } from "../../ui/Time.tsx";

/** What stake was taken, why, and where it went. */
export function Slashes({ provider }: { provider: ProviderDetail }) {
  const black = blackOf(useConfig());
  return (
    <Section
      title="Slashes"
      aside={
        provider.slashed > 0n && (
          <span className="text-sm text-bad">
            <Amount value={provider.slashed} currency={black} /> lost
          </span>
        )
      }
    >
      {provider.slashes.length === 0 ? (
        <p className="text-muted">None of its stake was ever slashed.</p>
      ) : (
        <ul className="divide-y divide-line">
          {provider.slashes.map((slash) => (
            <Taken key={slash.id} slash={slash} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function Taken({ slash }: { slash: Slash }) {
  const black = blackOf(useConfig());
  return (
    <li className="grid gap-x-4 gap-y-1 py-3 sm:grid-cols-[8rem_1fr]">
      <span className="font-semibold text-bad">
        <Amount value={slash.amount} currency={black} />
      </span>
      <div className="min-w-0">
        <p>{slashReason(slash)}</p>
        <p className="flex flex-wrap gap-x-3 text-sm text-muted">
          {slash.panel && <PanelLink id={slash.panel.id} />}
          <JobLink id={slash.job.id} />
          <Time at={slash.timestamp} />
          <span>
            tx <Copyable value={slash.transaction} label="transaction hash" />
          </span>
        </p>
        <ul className="mt-1 flex flex-wrap gap-x-4 text-sm text-muted">
          {slashParts(slash).map(({ to, amount }) => (
            <li key={to}>
              <Amount value={amount} currency={black} /> {to}
            </li>
          ))}
        </ul>
      </div>
    </li>
  );
}
