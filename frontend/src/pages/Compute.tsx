import { blackOf } from "../chain/currencies.ts";
import { useConfig } from "../config/ConfigContext.ts";
import { type Provider, useProvider, useProviders } from "../data/providers.ts";
import { useFlow } from "../flows/FlowContext.ts";
import { requestUnbondFlow } from "../flows/requestUnbond.ts";
import { stakeFlow } from "../flows/stake.ts";
import { withdrawUnbondedFlow } from "../flows/withdrawUnbonded.ts";
import { useNow } from "../lib/useNow.ts";
import { Amount } from "../ui/Amount.tsx";
import { Button } from "../ui/Button.tsx";
import { Copyable } from "../ui/Copyable.tsx";
import { Detail, Details } from "../ui/Details.tsx";
import { PageHeader } from "../ui/PageHeader.tsx";
import { QueryState } from "../ui/QueryState.tsx";
import { Scrollable } from "../ui/Scrollable.tsx";
import { Section } from "../ui/Section.tsx";
import { Stat } from "../ui/Stat.tsx";
import { Empty } from "../ui/states.tsx";
import { Time } from "../ui/Time.tsx";
import { useWallet } from "../wallet/WalletContext.ts";

export function Compute() {
  const { address } = useWallet();
  return (
    <>
      <PageHeader title="Compute" lead="Put $BLACK behind a machine, and earn what its work is worth." />
      {address ? <Mine address={address} /> : <Invitation />}
      <Fleet />
    </>
  );
}

function Invitation() {
  const open = useFlow();
  return (
    <Section title="Become a provider">
      <ol className="grid gap-2 text-muted">
        <li>1. Stake $BLACK from this account. It is what you lose for a wrong or missing result.</li>
        <li>2. Name an operator: a hot key for your worker, which can never withdraw.</li>
        <li>
          3. Run the worker with that key:{" "}
          <code className="font-mono text-sm text-ink">node oracle-worker/src/main.ts</code>
        </li>
      </ol>
      <Button className="mt-5" onClick={() => open(stakeFlow)}>
        Stake
      </Button>
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

function Stake({ provider }: { provider: Provider }) {
  const open = useFlow();
  const now = useNow();
  const black = blackOf(useConfig());
  const { unbonding, unbondsAt } = provider;
  return (
    <Section
      title="Your stake"
      aside={
        <div className="flex flex-wrap gap-2">
          <Button size="small" onClick={() => open(stakeFlow)}>
            Stake more
          </Button>
          <Button size="small" look="secondary" disabled={provider.free === 0n} onClick={() => open(requestUnbondFlow)}>
            Unbond
          </Button>
          {unbonding > 0n && (
            <Button size="small" look="secondary" disabled={now < unbondsAt} onClick={() => open(withdrawUnbondedFlow)}>
              Take back
            </Button>
          )}
        </div>
      }
    >
      <dl className="grid grid-cols-2 gap-6 md:grid-cols-4">
        <Stat label="Staked">
          <Amount value={provider.stake} currency={black} />
        </Stat>
        <Stat label="Free">
          <Amount value={provider.free} currency={black} />
        </Stat>
        <Stat label="Locked by jobs">
          <Amount value={provider.locked} currency={black} />
        </Stat>
        <Stat label="Unbonding">
          <Amount value={unbonding} currency={black} />
        </Stat>
      </dl>
      <div className="mt-5">
        <Details>
          {unbonding > 0n && (
            <Detail name="Withdrawable">
              <Time at={unbondsAt} />
            </Detail>
          )}
          <Detail name="Operator">
            <Copyable value={provider.operator} label="operator’s address" />
          </Detail>
          <Detail name="Worker’s endpoint">{provider.endpoint || "none announced"}</Detail>
          <Detail name="Jobs">
            {provider.jobsDone} done, {provider.jobsFailed} lost, {provider.jobsClaimed} claimed
          </Detail>
          <Detail name="Earned">
            <Earnings provider={provider} />
          </Detail>
        </Details>
      </div>
    </Section>
  );
}

function Earnings({ provider }: { provider: Provider }) {
  if (provider.earnings.length === 0) return "nothing yet";
  return provider.earnings.map(({ amount, currency }) => (
    <span key={currency.id.toString()} className="mr-3">
      <Amount value={amount} currency={currency} />
    </span>
  ));
}

function Fleet() {
  const providers = useProviders();
  const black = blackOf(useConfig());
  return (
    <Section title="Fleet" bare className="mt-10">
      <QueryState query={providers} label="providers">
        {(found) =>
          found.length === 0 ? (
            <Empty icon="compute" title="No provider yet">
              Whoever stakes first is first.
            </Empty>
          ) : (
            <Scrollable label="Providers" className="panel overflow-x-auto">
              <table className="w-full text-left">
                <thead className="border-b border-line text-sm text-muted">
                  <tr>
                    {["Provider", "Stake", "Free", "Jobs done", "Lost", "Earned", "Since"].map((head) => (
                      <th key={head} scope="col" className="px-4 py-3 font-semibold whitespace-nowrap">
                        {head}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody className="divide-y divide-line">
                  {found.map((provider) => (
                    <tr key={provider.id}>
                      <th scope="row" className="px-4 py-3 font-normal">
                        <Copyable value={provider.id} label="provider’s address" />
                      </th>
                      <td className="px-4 py-3 whitespace-nowrap">
                        <Amount value={provider.stake} currency={black} />
                      </td>
                      <td className="px-4 py-3 whitespace-nowrap">
                        <Amount value={provider.free} currency={black} />
                      </td>
                      <td className="px-4 py-3">{provider.jobsDone}</td>
                      <td className="px-4 py-3">{provider.jobsFailed}</td>
                      <td className="px-4 py-3 whitespace-nowrap">
                        <Earnings provider={provider} />
                      </td>
                      <td className="px-4 py-3 whitespace-nowrap text-muted">
                        <Time at={provider.registeredAt} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scrollable>
          )
        }
      </QueryState>
    </Section>
  );
}
