import type { ProviderDetail } from "../../data/providerDetail.ts";
import { Amount } from "../../ui/Amount.tsx";
import { Section } from "../../ui/Section.tsx";
import { Collect } from "./Collect.tsx";

/** What its work earned, by currency, and what its owner may collect. */
export function Earnings({ provider, mine }: { provider: ProviderDetail; mine: boolean }) {
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
      {mine && (
        <div className="mt-4 border-t border-line pt-4">
          <Collect
            provider={provider.id}
            none="While nobody delegates to you, what you earn goes to your credits at once. Nothing waits to be collected."
          />
        </div>
      )}
    </Section>
  );
}
