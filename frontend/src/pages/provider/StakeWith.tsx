import { blackOf } from "../../chain/currencies.ts";
import { useConfig } from "../../config/ConfigContext.ts";
import type { ProviderDetail } from "../../data/providerDetail.ts";
import { delegateFlow } from "../../flows/delegate.ts";
import { useFlow } from "../../flows/FlowContext.ts";
import { stakeFlow } from "../../flows/stake.ts";
import { formatBps } from "../../lib/formatBps.ts";
import { same } from "../../lib/same.ts";
import { formatDuration } from "../../lib/time.ts";
import { roomOf, whyNoRoom } from "../../staking/roomOf.ts";
import { useRegistryRules } from "../../staking/useRegistryRules.ts";
import { Amount } from "../../ui/Amount.tsx";
import { Button } from "../../ui/Button.tsx";
import { QueryState } from "../../ui/QueryState.tsx";
import { Section } from "../../ui/Section.tsx";
import { useWallet } from "../../wallet/WalletContext.ts";
import { MyHolding } from "./MyHolding.tsx";

/** The account's stake on this provider, and how to have one. */
export function StakeWith({ provider }: { provider: ProviderDetail }) {
  const open = useFlow();
  const { address } = useWallet();
  const mine = same(address, provider.id);
  const holding = provider.holdings.find(({ holder }) => same(holder, address));
  return (
    <Section title={mine ? "Your stake" : "Delegate"}>
      {mine ? (
        <Button className="mb-4 w-full" onClick={() => open(stakeFlow)}>
          Stake more
        </Button>
      ) : (
        <Delegate provider={provider} />
      )}
      {holding && (
        <div className={mine ? undefined : "mt-5 border-t border-line pt-5"}>
          {!mine && <h3 className="mb-3 text-base">Your delegation</h3>}
          <MyHolding holding={holding} />
        </div>
      )}
    </Section>
  );
}

function Delegate({ provider }: { provider: ProviderDetail }) {
  const open = useFlow();
  const black = blackOf(useConfig());
  const rules = useRegistryRules();
  return (
    <QueryState query={rules} label="what the registry allows" rows={1} rowClass="h-32">
      {({ minOwnBps, unbondingPeriod }) => {
        const room = roomOf(provider, minOwnBps);
        return (
          <>
            <p className="text-sm text-muted">
              You share what it earns after its commission of {formatBps(provider.commissionBps)}, and every slash: all
              that you delegate may be lost. Back in {formatDuration(unbondingPeriod)} after you ask.
            </p>
            <Button
              className="mt-4 w-full"
              disabled={room === 0n}
              onClick={() => open(delegateFlow, { provider: provider.id, room: room.toString() })}
            >
              Delegate $BLACK
            </Button>
            <p className="mt-2 text-sm text-muted">
              {room === 0n ? (
                whyNoRoom(provider)
              ) : (
                <>
                  Its own stake allows <Amount value={room} currency={black} /> more.
                </>
              )}
            </p>
          </>
        );
      }}
    </QueryState>
  );
}
