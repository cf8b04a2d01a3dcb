import { useState } from "react";
import { blackOf } from "../chain/currencies.ts";
import { useConfig } from "../config/ConfigContext.ts";
import { type ProviderDetail, useProvider } from "../data/providerDetail.ts";
import { type ProviderOrder, useProviders } from "../data/providers.ts";
import { useFlow } from "../flows/FlowContext.ts";
import { stakeFlow } from "../flows/stake.ts";
import { Button, LinkButton } from "../ui/Button.tsx";
import { PageHeader } from "../ui/PageHeader.tsx";
import { QueryState } from "../ui/QueryState.tsx";
import { Section } from "../ui/Section.tsx";
import { Empty } from "../ui/states.tsx";
import { useWallet } from "../wallet/WalletContext.ts";
import { ComputeNav } from "./compute/ComputeNav.tsx";
import { ProviderRows } from "./compute/ProviderRows.tsx";
import { PoolBar } from "./provider/PoolBar.tsx";

export function Compute() {
  const { address } = useWallet();
  return (
    <>
      <PageHeader
        title="Compute"
        lead="Put $BLACK behind a machine, yours or another’s, and share what its work earns."
      />
      <ComputeNav />
      {address ? <Mine address={address} /> : <Invitation />}
      <Fleet />
    </>
  );
}

function Invitation() {
  const open = useFlow();
  return (
    <Section
      title="Become a provider"
      aside={
        <Button size="small" onClick={() => open(stakeFlow)}>
          Stake
        </Button>
      }
    >
      <ol className="grid gap-x-8 gap-y-3 text-muted md:grid-cols-3">
        <li>1. Stake $BLACK from this account. It is what you lose for a wrong or missing result.</li>
        <li>2. Name an operator: a hot key for your worker, which can never withdraw.</li>
        <li>
          3. Run the worker with that key:{" "}
          <code className="font-mono text-sm text-ink">node oracle-worker/src/main.ts</code>
        </li>
      </ol>
    </Section>
  );
}

function Mine({ address }: { address: string }) {
  const provider = useProvider(address);
  return (
    <QueryState query={provider} label="your stake" rows={1} rowClass="h-40">
      {(found) => (found ? <Stake provider={found} /> : <Invitation />)}
    </QueryState>
  );
}

function Stake({ provider }: { provider: ProviderDetail }) {
  const open = useFlow();
  const black = blackOf(useConfig());
  return (
    <Section
      title="Your stake"
      aside={
        <div className="flex flex-wrap gap-2">
          <Button size="small" onClick={() => open(stakeFlow)}>
            Stake more
          </Button>
          <LinkButton size="small" look="secondary" to={`/compute/providers/${provider.id}`}>
            Your provider
          </LinkButton>
        </div>
      }
    >
      <PoolBar provider={provider} currency={black} />
    </Section>
  );
}

const orders: Record<ProviderOrder, string> = {
  active: "stake at work",
  stagesPaid: "stages paid",
  reputation: "reputation",
  slashed: "slashes",
  registeredAt: "newest first",
};

function Fleet() {
  const [order, setOrder] = useState<ProviderOrder>("active");
  const providers = useProviders(order);
  return (
    <Section
      title="Providers"
      bare
      className="mt-10"
      aside={
        <label className="flex items-center gap-3 text-sm">
          <span className="text-muted">Sorted by</span>
          <select
            className="field w-auto"
            value={order}
            onChange={({ target }) => setOrder((Object.keys(orders) as ProviderOrder[])[target.selectedIndex] ?? order)}
          >
            {Object.entries(orders).map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
      }
    >
      <p className="mb-4 max-w-prose text-sm text-muted">
        Whoever delegates shares what the provider earns after its commission, and what it loses: a slash takes from all
        stake on it alike. Figures of the past promise nothing.
      </p>
      <QueryState query={providers} label="providers">
        {(found) =>
          found.length === 0 ? (
            <Empty icon="compute" title="No provider yet">
              Whoever stakes first is first.
            </Empty>
          ) : (
            <ProviderRows providers={found} />
          )
        }
      </QueryState>
    </Section>
  );
}
