import { blackOf } from "../../chain/currencies.ts";
import { useConfig } from "../../config/ConfigContext.ts";
import type { ProviderDetail } from "../../data/providerDetail.ts";
import { same } from "../../lib/same.ts";
import { Amount } from "../../ui/Amount.tsx";
import { Badge } from "../../ui/Badge.tsx";
import { Copyable } from "../../ui/Copyable.tsx";
import { Section } from "../../ui/Section.tsx";
import { useWallet } from "../../wallet/WalletContext.ts";

/** Whose stake it is. */
export function Delegators({ provider }: { provider: ProviderDetail }) {
  const black = blackOf(useConfig());
  const { address } = useWallet();
  const holdings = provider.holdings.filter(({ active, leaving }) => active + leaving > 0n);
  return (
    <Section title="Whose stake it is">
      {holdings.length === 0 ? (
        <p className="text-muted">Nobody’s: the pool is empty.</p>
      ) : (
        <ul className="divide-y divide-line text-sm">
          {holdings.map(({ id, holder, own, active, leaving }) => (
            <li key={id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2.5 first:pt-0">
              <span className="flex items-center gap-2">
                <Copyable value={holder} label="holder’s address" />
                {own && <Badge>its own</Badge>}
                {!own && same(holder, address) && <Badge tone="accent">you</Badge>}
              </span>
              <span className="text-right">
                <Amount value={active} currency={black} />
                {leaving > 0n && (
                  <span className="block text-muted">
                    and <Amount value={leaving} currency={black} /> leaving
                  </span>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
