import { formatUnits } from "viem/utils";
import { blackOf } from "../../chain/currencies.ts";
import { useConfig } from "../../config/ConfigContext.ts";
import type { Holding } from "../../data/holdings.ts";
import { cancelUnbondFlow } from "../../flows/cancelUnbond.ts";
import { useFlow } from "../../flows/FlowContext.ts";
import { requestUnbondFlow } from "../../flows/requestUnbond.ts";
import { withdrawUnbondedFlow } from "../../flows/withdrawUnbonded.ts";
import { formatDuration } from "../../lib/time.ts";
import { useNow } from "../../lib/useNow.ts";
import { Amount } from "../../ui/Amount.tsx";
import { Button } from "../../ui/Button.tsx";
import { Collect } from "./Collect.tsx";

/** What the account has on a provider: what works, what leaves and when, what it may collect, and what to do with each. */
export function MyHolding({ holding }: { holding: Holding }) {
  const open = useFlow();
  const now = useNow();
  const black = blackOf(useConfig());
  const { active, leaving, unbondsAt } = holding;
  const provider = holding.provider.id;
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p>
          <span className="font-semibold">
            <Amount value={active} currency={black} />
          </span>{" "}
          <span className="text-sm text-muted">at work</span>
        </p>
        {active > 0n && (
          <Button
            size="small"
            look="secondary"
            onClick={() =>
              open(requestUnbondFlow, { provider, held: active.toString(), amount: formatUnits(active, 18) })
            }
          >
            Unbond
          </Button>
        )}
      </div>
      {leaving > 0n && (
        <div className="grid gap-2">
          <p>
            <span className="font-semibold">
              <Amount value={leaving} currency={black} />
            </span>{" "}
            <span className="text-sm text-muted">
              {now < unbondsAt
                ? `leaving, withdrawable in ${formatDuration(unbondsAt - now)}`
                : "may be withdrawn, unless older work still holds it"}
            </span>
          </p>
          <div className="flex flex-wrap gap-2">
            <Button
              size="small"
              look={now < unbondsAt ? "secondary" : "primary"}
              disabled={now < unbondsAt}
              onClick={() => open(withdrawUnbondedFlow, { provider })}
            >
              Withdraw
            </Button>
            <Button size="small" look="secondary" onClick={() => open(cancelUnbondFlow, { provider })}>
              Back to work
            </Button>
          </div>
        </div>
      )}
      <Collect holding={holding} />
    </div>
  );
}
