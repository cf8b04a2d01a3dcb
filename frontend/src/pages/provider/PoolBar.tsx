import type { Currency } from "../../chain/currencies.ts";
import type { Provider } from "../../data/providers.ts";
import { StakeBar } from "../../ui/StakeBar.tsx";

/** A provider's pool by what it does: all of it is behind the provider's work. */
export function PoolBar({ provider, currency }: { provider: Provider; currency: Currency }) {
  const { stake, locked, leaving } = provider;
  // Locks come first: what leaves is behind those that were there before it.
  const idle = stake > locked + leaving ? stake - locked - leaving : 0n;
  return (
    <StakeBar
      currency={currency}
      parts={[
        { name: "Not locked", value: idle, look: "good" },
        { name: "Locked by open work", value: locked, look: "accent" },
        { name: "Leaving", value: leaving, look: "muted" },
      ]}
    />
  );
}
