import type { ReactNode } from "react";
import type { ProviderDetail } from "../../data/providerDetail.ts";
import { useFlow } from "../../flows/FlowContext.ts";
import { setAskFlow } from "../../flows/setAsk.ts";
import { setCapabilitiesFlow } from "../../flows/setCapabilities.ts";
import { setCommissionFlow } from "../../flows/setCommission.ts";
import { setEndpointFlow } from "../../flows/setEndpoint.ts";
import { setOperatorFlow } from "../../flows/setOperator.ts";
import { formatBps } from "../../lib/formatBps.ts";
import { same } from "../../lib/same.ts";
import { useNow } from "../../lib/useNow.ts";
import { capabilityNames } from "../../staking/capabilityWords.ts";
import { Amount } from "../../ui/Amount.tsx";
import { Button } from "../../ui/Button.tsx";
import { Copyable } from "../../ui/Copyable.tsx";
import { Section } from "../../ui/Section.tsx";
import { useWallet } from "../../wallet/WalletContext.ts";
import { WorkerSays } from "./WorkerSays.tsx";

/** What it announces: its machine, its prices, its keys. Its owner changes them here, its operator some of them. */
export function Fleet({ provider }: { provider: ProviderDetail }) {
  const open = useFlow();
  const now = useNow();
  const { address } = useWallet();
  const isOwner = same(address, provider.id);
  const mayAnnounce = isOwner || same(address, provider.operator);
  const preset = { provider: provider.id };
  const names = capabilityNames(provider.capabilities);
  const keys = [...provider.verifierKeys, ...provider.enclaves].filter(
    ({ expires, revokedAt }) => revokedAt === null && expires > now,
  );
  return (
    <Section title="What it announces">
      <dl className="divide-y divide-line">
        <Announced name="Asks for a stage" change={mayAnnounce && (() => open(setAskFlow, preset))}>
          {provider.asks.length === 0
            ? "anything"
            : provider.asks.map(({ price, currency }) => (
                <span key={currency.id.toString()} className="block">
                  {price > 0n ? (
                    <>
                      at least <Amount value={price} currency={currency} />
                    </>
                  ) : (
                    `anything in ${currency.symbol}`
                  )}
                </span>
              ))}
        </Announced>
        <Announced
          name="Computes on"
          change={
            mayAnnounce &&
            (() =>
              open(setCapabilitiesFlow, {
                ...preset,
                present: provider.capabilities.toString(),
                capabilities: provider.capabilities.toString(),
              }))
          }
        >
          {["CPU", ...names].join(", ")}
        </Announced>
        <Announced
          name="Commission"
          change={isOwner && (() => open(setCommissionFlow, { commission: String(provider.commissionBps / 100) }))}
        >
          {formatBps(provider.commissionBps)}
        </Announced>
        <Announced name="Operator" change={isOwner && (() => open(setOperatorFlow))}>
          {same(provider.operator, provider.id) ? (
            "the provider itself"
          ) : (
            <Copyable value={provider.operator} label="operator’s address" />
          )}
        </Announced>
        <Announced
          name="Endpoint"
          change={mayAnnounce && (() => open(setEndpointFlow, { ...preset, endpoint: provider.endpoint }))}
        >
          <span className="break-all">{provider.endpoint || "none"}</span>
        </Announced>
        {keys.length > 0 && (
          <Announced name="Vouched for by">
            {keys.length} certified {keys.length === 1 ? "key" : "keys"}
          </Announced>
        )}
      </dl>
      {provider.endpoint && <WorkerSays endpoint={provider.endpoint} />}
    </Section>
  );
}

function Announced({
  name,
  change = false,
  children,
}: {
  name: string;
  change?: (() => void) | false;
  children: ReactNode;
}) {
  return (
    <div className="grid grid-cols-[1fr_auto] items-center gap-x-3 py-2.5 first:pt-0">
      <dt className="col-start-1 text-sm text-muted">{name}</dt>
      <dd className="col-start-1 min-w-0 break-words">{children}</dd>
      {change && (
        <dd className="col-start-2 row-span-2 row-start-1">
          <Button size="small" look="quiet" aria-label={`Change: ${name}`} onClick={change}>
            Change
          </Button>
        </dd>
      )}
    </div>
  );
}
