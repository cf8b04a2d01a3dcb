import type { Holding } from "../../data/holdings.ts";
import { collectEarningsFlow } from "../../flows/collectEarnings.ts";
import { useFlow } from "../../flows/FlowContext.ts";
import { useCollectable } from "../../staking/useCollectable.ts";
import { Amount } from "../../ui/Amount.tsx";
import { Button } from "../../ui/Button.tsx";
import { QueryState } from "../../ui/QueryState.tsx";

/** What a holder may collect of a provider's earnings, with a button for each currency. */
export function Collect({ holding: { holder, own, provider } }: { holding: Holding }) {
  const open = useFlow();
  const query = useCollectable(provider.id, holder);
  const none = own
    ? "While nobody delegates to you, what you earn goes to your credits at once. Nothing waits to be collected."
    : "No earnings wait to be collected.";
  return (
    <QueryState query={query} label="what may be collected" rows={1} rowClass="h-8">
      {(sums) =>
        sums.length === 0 ? (
          <p className="text-sm text-muted">{none}</p>
        ) : (
          <ul className="grid gap-2">
            {sums.map(({ currency, amount }) => (
              <li key={currency.symbol} className="flex flex-wrap items-center justify-between gap-3">
                <span>
                  <span className="font-semibold">
                    <Amount value={amount} currency={currency} />
                  </span>{" "}
                  <span className="text-sm text-muted">to collect</span>
                </span>
                <Button
                  size="small"
                  aria-label={`Collect ${currency.symbol}`}
                  onClick={() => open(collectEarningsFlow, { provider: provider.id, currency: currency.symbol })}
                >
                  Collect
                </Button>
              </li>
            ))}
          </ul>
        )
      }
    </QueryState>
  );
}
