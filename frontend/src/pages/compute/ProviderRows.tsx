import { blackOf } from "../../chain/currencies.ts";
import { useConfig } from "../../config/ConfigContext.ts";
import type { Provider } from "../../data/providers.ts";
import { delegateFlow } from "../../flows/delegate.ts";
import { useFlow } from "../../flows/FlowContext.ts";
import { formatBps } from "../../lib/formatBps.ts";
import { same } from "../../lib/same.ts";
import { roomOf, whyNoRoom } from "../../staking/roomOf.ts";
import { useRegistryRules } from "../../staking/useRegistryRules.ts";
import { Amount } from "../../ui/Amount.tsx";
import { Amounts } from "../../ui/Amounts.tsx";
import { Button } from "../../ui/Button.tsx";
import { Fact } from "../../ui/Fact.tsx";
import { ProviderLink } from "../../ui/ProviderLink.tsx";
import { useWallet } from "../../wallet/WalletContext.ts";
import { ProviderBadges } from "../provider/ProviderBadges.tsx";

/** Providers as who might delegate to them compares them. */
export function ProviderRows({ providers }: { providers: readonly Provider[] }) {
  return (
    <ul className="panel divide-y divide-line">
      {providers.map((provider) => (
        <Row key={provider.id} provider={provider} />
      ))}
    </ul>
  );
}

function Row({ provider }: { provider: Provider }) {
  const open = useFlow();
  const { address } = useWallet();
  const black = blackOf(useConfig());
  const { data: rules } = useRegistryRules();
  const mine = same(address, provider.id);
  const room = rules && roomOf(provider, rules.minOwnBps);
  return (
    <li className="grid items-center gap-x-6 gap-y-4 px-4 py-4 sm:px-5 lg:grid-cols-[9rem_1fr_6.5rem]">
      <p className="flex flex-wrap items-center gap-1.5">
        <ProviderLink id={provider.id} className="mr-1 text-base font-semibold" />
        <ProviderBadges provider={provider} mine={mine} />
      </p>
      <dl className="grid grid-cols-2 gap-x-4 gap-y-3 text-sm sm:grid-cols-3 lg:grid-cols-[1.5fr_1.4fr_1fr_1.1fr_0.9fr_0.9fr]">
        <Fact
          name="Stake at work"
          hint={
            provider.own === provider.active ? (
              "all its own"
            ) : (
              <>
                <Amount value={provider.own} currency={black} /> its own
              </>
            )
          }
        >
          <Amount value={provider.active} currency={black} />
        </Fact>
        <Fact name="Earned" hint={<Shared provider={provider} />}>
          <Amounts of={provider.earnings} />
        </Fact>
        <Fact name="Commission">{formatBps(provider.commissionBps)}</Fact>
        <Fact name="Slashed">
          <span className={provider.slashed > 0n ? "text-bad" : undefined}>
            <Amount value={provider.slashed} currency={black} />
          </span>
        </Fact>
        <Fact name="Stages paid" hint={`${provider.stagesFailed} lost`}>
          {provider.stagesPaid}
        </Fact>
        <Fact name="Reputation" hint={rules && `of ${rules.reputationSize}`}>
          {provider.reputation}
        </Fact>
      </dl>
      <div className="lg:justify-self-end">
        {!mine && room !== undefined && (
          <Button
            size="small"
            look="secondary"
            className="max-lg:w-full"
            disabled={room === 0n}
            title={room === 0n ? whyNoRoom(provider) : undefined}
            aria-label={`Delegate to ${provider.id}`}
            onClick={() => open(delegateFlow, { provider: provider.id, room: room.toString() })}
          >
            {room > 0n ? "Delegate" : provider.commissionBps === 0 ? "Takes none" : "Full"}
          </Button>
        )}
      </div>
    </li>
  );
}

/** What of its earnings was divided among all stake on it, after its commission. */
function Shared({ provider }: { provider: Provider }) {
  const shared = provider.earnings.filter((each) => each.shared > 0n);
  if (shared.length === 0) return null;
  return shared.map(({ shared: amount, currency }) => (
    <span key={currency.id.toString()} className="block" title="Divided among all stake on it, after its commission">
      <Amount value={amount} currency={currency} /> shared
    </span>
  ));
}
