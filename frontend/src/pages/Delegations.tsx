import { useHoldings } from "../data/holdings.ts";
import { formatBps } from "../lib/formatBps.ts";
import { Badge } from "../ui/Badge.tsx";
import { Button, LinkButton } from "../ui/Button.tsx";
import { PageHeader } from "../ui/PageHeader.tsx";
import { ProviderLink } from "../ui/ProviderLink.tsx";
import { QueryState } from "../ui/QueryState.tsx";
import { Empty } from "../ui/states.tsx";
import { useWallet } from "../wallet/WalletContext.ts";
import { ComputeNav } from "./compute/ComputeNav.tsx";
import { MyHolding } from "./provider/MyHolding.tsx";

export function Delegations() {
  const { address, status, connect } = useWallet();
  return (
    <>
      <PageHeader
        title="Your stakes"
        lead="The $BLACK that you put behind providers, yourself or others, and what it earned."
      />
      <ComputeNav />
      {address ? (
        <Mine address={address} />
      ) : (
        <Empty icon="portfolio" title={status === "starting" ? "Looking for your wallet…" : "No wallet is connected"}>
          <p>Connect one to see what you staked.</p>
          <Button className="mt-4" onClick={connect} disabled={status !== "disconnected"}>
            Choose a wallet
          </Button>
        </Empty>
      )}
    </>
  );
}

function Mine({ address }: { address: string }) {
  const holdings = useHoldings(address);
  return (
    <QueryState query={holdings} label="your stakes" rows={2} rowClass="h-40">
      {(found) =>
        found.length === 0 ? (
          <Empty icon="compute" title="You have no stake on any provider">
            <p>Delegate to one that you trust, or become one.</p>
            <LinkButton to="/compute" size="small" className="mt-4">
              See the providers
            </LinkButton>
          </Empty>
        ) : (
          <>
            <p className="mb-6 max-w-prose text-sm text-muted">
              What is at work or leaving is slashed with the provider’s other stake, if it delivers nothing in time or a
              committee drawn by stake rules against it. What you withdrew is out of reach.
            </p>
            <ul className="grid items-start gap-4 sm:grid-cols-2 lg:grid-cols-3">
              {found.map((holding) => (
                <li key={holding.id} className="panel p-5">
                  <div className="mb-4 flex flex-wrap items-center gap-2 border-b border-line pb-3">
                    <ProviderLink id={holding.provider.id} className="text-base font-semibold" />
                    {holding.own ? (
                      <Badge tone="accent">your provider</Badge>
                    ) : (
                      <span className="text-sm text-muted">commission {formatBps(holding.provider.commissionBps)}</span>
                    )}
                    {holding.provider.closed && <Badge tone="bad">takes no new work</Badge>}
                    {holding.provider.slashed > 0n && <Badge tone="bad">was slashed</Badge>}
                  </div>
                  <MyHolding holding={holding} />
                </li>
              ))}
            </ul>
          </>
        )
      }
    </QueryState>
  );
}
