import type { ProviderDetail } from "../../data/providerDetail.ts";
import { Amount } from "../../ui/Amount.tsx";
import { Section } from "../../ui/Section.tsx";

/** What its work earned, by currency. */
export function Earnings({ provider }: { provider: ProviderDetail }) {
  const { earnings } = provider;
  return (
    <Section title="Earnings">
      {earnings.length === 0 ? (
        <p className="text-muted">Nothing was paid yet.</p>
      ) : (
        <ul className="divide-y divide-line">
          {earnings.map(({ amount, fromPanels, shared, stages, currency }) => (
            <li
              key={currency.id.toString()}
              className="grid gap-x-4 gap-y-0.5 py-3 first:pt-0 sm:grid-cols-[11rem_1fr]"
            >
              <span className="text-lg font-semibold tracking-tight">
                <Amount value={amount} currency={currency} />
              </span>
              <span className="text-sm text-muted sm:self-center">
                from {stages} paid {stages === 1 ? "stage" : "stages"}
                {fromPanels > 0n && (
                  <>
                    , <Amount value={fromPanels} currency={currency} /> of it for seats on panels
                  </>
                )}
                {shared > 0n && (
                  <>
                    ; <Amount value={shared} currency={currency} /> was divided among all stake on it
                  </>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
