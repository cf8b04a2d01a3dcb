import { useParams } from "react-router";
import { isAddress } from "viem/utils";
import { blackOf } from "../chain/currencies.ts";
import { useConfig } from "../config/ConfigContext.ts";
import { type ProviderDetail, useProvider } from "../data/providerDetail.ts";
import { same } from "../lib/same.ts";
import { short } from "../lib/short.ts";
import { useRegistryRules } from "../staking/useRegistryRules.ts";
import { Amount } from "../ui/Amount.tsx";
import { Copyable } from "../ui/Copyable.tsx";
import { PageHeader } from "../ui/PageHeader.tsx";
import { QueryState } from "../ui/QueryState.tsx";
import { Section } from "../ui/Section.tsx";
import { Stat } from "../ui/Stat.tsx";
import { Empty } from "../ui/states.tsx";
import { Time } from "../ui/Time.tsx";
import { useWallet } from "../wallet/WalletContext.ts";
import { ComputeNav } from "./compute/ComputeNav.tsx";
import { Delegators } from "./provider/Delegators.tsx";
import { Earnings } from "./provider/Earnings.tsx";
import { Fleet } from "./provider/Fleet.tsx";
import { OpenLocks } from "./provider/OpenLocks.tsx";
import { PoolBar } from "./provider/PoolBar.tsx";
import { ProviderBadges } from "./provider/ProviderBadges.tsx";
import { Slashes } from "./provider/Slashes.tsx";
import { StakeWith } from "./provider/StakeWith.tsx";
import { Work } from "./provider/Work.tsx";

export function Provider() {
  const { address = "" } = useParams();
  const known = isAddress(address, { strict: false });
  const query = useProvider(known ? address : undefined);
  const none = (
    <>
      <PageHeader title="No such provider" />
      <Empty icon="compute" title="Nobody is a provider under this address">
        The index knows no stake on {short(address)}. If it was staked a moment ago, it appears within seconds.
      </Empty>
    </>
  );
  if (!known) return none;
  return (
    <QueryState query={query} label="the provider" rows={3} rowClass="h-32">
      {(provider) => (provider ? <Found provider={provider} /> : none)}
    </QueryState>
  );
}

function Found({ provider }: { provider: ProviderDetail }) {
  const { address } = useWallet();
  const black = blackOf(useConfig());
  const mine = same(address, provider.id);
  return (
    <>
      <PageHeader
        title={mine ? "Your provider" : "Provider"}
        lead={
          <span className="flex flex-wrap items-center gap-2">
            <ProviderBadges provider={provider} mine={mine} />
            <Copyable value={provider.id} label="provider’s address" />
            <span>
              since <Time at={provider.registeredAt} />
            </span>
          </span>
        }
      />
      <ComputeNav />
      <div className="grid items-start gap-6 lg:grid-cols-[1fr_22rem]">
        <div className="grid min-w-0 gap-6">
          <Section title="Stake">
            <Standing provider={provider} />
            <div className="mt-6">
              <PoolBar provider={provider} currency={black} />
            </div>
          </Section>
          <OpenLocks provider={provider} />
          <Earnings provider={provider} />
          <Slashes provider={provider} />
          <Work provider={provider} />
        </div>
        <div className="min-w-0 gap-6 max-lg:contents lg:grid">
          {/* On a phone what one can do comes before what there is to read. */}
          <div className="max-lg:-order-1">
            <StakeWith provider={provider} />
          </div>
          <Fleet provider={provider} />
          <Delegators provider={provider} />
        </div>
      </div>
    </>
  );
}

function Standing({ provider }: { provider: ProviderDetail }) {
  const black = blackOf(useConfig());
  const { data: rules } = useRegistryRules();
  const { stagesPaid, stagesFailed, reputation } = provider;
  return (
    <dl className="flex flex-wrap gap-x-8 gap-y-5">
      <Stat label="At work">
        <Amount value={provider.active} currency={black} />
      </Stat>
      <Stat label="Of it its own">
        <Amount value={provider.own} currency={black} />
      </Stat>
      <Stat label="Stages paid" hint={`${stagesFailed} lost`}>
        {stagesPaid}
      </Stat>
      <Stat label="Reputation" hint={rules ? `of ${rules.reputationSize} requesters` : "requesters"}>
        {reputation}
      </Stat>
    </dl>
  );
}
