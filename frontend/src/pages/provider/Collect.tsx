import type { Hex } from "viem";
import { collectEarningsFlow } from "../../flows/collectEarnings.ts";
import { useFlow } from "../../flows/FlowContext.ts";
import { useCollectable } from "../../staking/useCollectable.ts";
import { Amount } from "../../ui/Amount.tsx";
import { Button } from "../../ui/Button.tsx";
import { useWallet } from "../../wallet/WalletContext.ts";

/** What this account may collect of a provider's earnings, with a button for each currency. */
export function Collect({ provider, none }: { provider: Hex; none: string }) {
  const open = useFlow();
  const { address } = useWallet();
  const sums = useCollectable(provider, address);
  if (!sums) return null;
  if (sums.length === 0) return <p className="text-sm text-muted">{none}</p>;
  return (
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
            onClick={() => open(collectEarningsFlow, { provider, currency: currency.symbol })}
          >
            Collect
          </Button>
        </li>
      ))}
    </ul>
  );
}
