import { addressesOf } from "@blacktail/sdk";
import type { Address } from "viem";
import { useConfig } from "../config/ConfigContext.ts";
import { useJobs } from "../data/jobs.ts";
import { useModels } from "../data/models.ts";
import { useOperators } from "../data/operators.ts";
import { useBalances } from "../data/useBalances.ts";
import { depositFlow } from "../flows/deposit.ts";
import { useFlow } from "../flows/FlowContext.ts";
import { revokeModuleFlow } from "../flows/revokeModule.ts";
import { withdrawFlow } from "../flows/withdraw.ts";
import { same } from "../lib/same.ts";
import { Amount } from "../ui/Amount.tsx";
import { Button, LinkButton } from "../ui/Button.tsx";
import { Copyable } from "../ui/Copyable.tsx";
import { JobRows } from "../ui/JobRows.tsx";
import { ModelTile } from "../ui/ModelTile.tsx";
import { PageHeader } from "../ui/PageHeader.tsx";
import { QueryState } from "../ui/QueryState.tsx";
import { Section } from "../ui/Section.tsx";
import { Empty } from "../ui/states.tsx";
import { useWallet } from "../wallet/WalletContext.ts";

export function Portfolio() {
  const { address, status, connect } = useWallet();
  return (
    <>
      <PageHeader
        title="Portfolio"
        lead={address ? <Copyable value={address} label="your address" /> : "Your money, models and jobs."}
      />
      {address ? (
        <div className="grid gap-10">
          <Money address={address} />
          <MyModels address={address} />
          <MyJobs address={address} />
          <Approvals address={address} />
        </div>
      ) : (
        <Empty icon="portfolio" title={status === "starting" ? "Looking for your wallet…" : "No wallet is connected"}>
          <p>Connect one to see what you own.</p>
          <Button className="mt-4" onClick={connect} disabled={status !== "disconnected"}>
            Choose a wallet
          </Button>
        </Empty>
      )}
    </>
  );
}

function Money({ address }: { address: Address }) {
  const open = useFlow();
  const balances = useBalances(address);
  return (
    <Section
      title="Money"
      aside={
        <div className="flex gap-2">
          <Button size="small" onClick={() => open(depositFlow)}>
            Deposit
          </Button>
          <Button size="small" look="secondary" onClick={() => open(withdrawFlow)}>
            Withdraw
          </Button>
        </div>
      }
    >
      <QueryState query={balances} label="balances" rows={2}>
        {(found) => (
          <ul className="grid gap-4 sm:grid-cols-2">
            {found.map(({ currency, wallet, credits }) => (
              <li key={currency.symbol} className="rounded-control border border-line p-4">
                <p className="text-sm text-muted">{currency.symbol} credits</p>
                <p className="mt-1 text-2xl font-semibold tracking-tight">
                  <Amount value={credits} currency={currency} />
                </p>
                <p className="mt-2 text-sm text-muted">
                  <Amount value={wallet} currency={currency} /> in the wallet
                </p>
              </li>
            ))}
          </ul>
        )}
      </QueryState>
      <p className="mt-4 text-sm text-muted">
        Credits pay for jobs, models and stake. They are yours and can be withdrawn at any time.
      </p>
    </Section>
  );
}

function MyModels({ address }: { address: Address }) {
  const models = useModels({ owner: address });
  return (
    <Section
      title="My models"
      bare
      aside={
        models.data?.length ? (
          <LinkButton to="/mint" look="secondary" size="small">
            Mint a model
          </LinkButton>
        ) : undefined
      }
    >
      <QueryState query={models} label="your models" rows={1} rowClass="h-40">
        {(found) =>
          found.length === 0 ? (
            <Empty icon="market" title="You own no model">
              <p>Mint what a job of yours or your own machine trained, or buy one.</p>
              <div className="mt-4 flex flex-wrap justify-center gap-2">
                <LinkButton to="/mint" size="small">
                  Mint a model
                </LinkButton>
                <LinkButton to="/market" look="secondary" size="small">
                  Browse models
                </LinkButton>
              </div>
            </Empty>
          ) : (
            <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
              {found.map((model) => (
                <ModelTile key={model.id} model={model} />
              ))}
            </div>
          )
        }
      </QueryState>
    </Section>
  );
}

function MyJobs({ address }: { address: Address }) {
  const jobs = useJobs({ requester: address, first: 10 });
  return (
    <Section title="My jobs" bare>
      <QueryState query={jobs} label="your jobs">
        {(found) =>
          found.length === 0 ? (
            <Empty icon="jobs" title="You posted no job">
              <LinkButton to="/train" look="secondary" size="small">
                Train a model
              </LinkButton>
            </Empty>
          ) : (
            <JobRows jobs={found} />
          )
        }
      </QueryState>
    </Section>
  );
}

function Approvals({ address }: { address: Address }) {
  const open = useFlow();
  const config = useConfig();
  const operators = useOperators(address);
  const modules = addressesOf(config.chainId);
  const names = {
    JobEscrow: "Job escrow",
    ModelMarket: "Market",
    ProviderRegistry: "Provider registry",
    Licences: "Licences",
  } as const;
  const nameOf = (operator: string) => {
    const known = (Object.keys(names) as (keyof typeof names)[]).find((key) => same(modules[key], operator));
    return known ? names[known] : "Unknown contract";
  };
  return (
    <Section title="Approvals">
      <QueryState query={operators} label="approvals" rows={1}>
        {(found) =>
          found.length === 0 ? (
            <p className="text-muted">No contract may move your credits. Each asks once, when it is first used.</p>
          ) : (
            <ul className="divide-y divide-line">
              {found.map(({ operator }) => (
                <li key={operator} className="flex flex-wrap items-center justify-between gap-3 py-3">
                  <div>
                    <p className="font-semibold">{nameOf(operator)}</p>
                    <p className="text-sm text-muted">
                      may move your credits · <Copyable value={operator} label="contract’s address" />
                    </p>
                  </div>
                  <Button
                    size="small"
                    look="danger"
                    onClick={() => open(revokeModuleFlow, { module: operator, name: nameOf(operator) })}
                  >
                    Revoke
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </QueryState>
    </Section>
  );
}
