import { describeError } from "@blacktail/sdk";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useId, useState } from "react";
import { same } from "../lib/same.ts";
import { short } from "../lib/short.ts";
import { Button } from "../ui/Button.tsx";
import { Failure, Loading } from "../ui/states.tsx";
import { useWallet } from "../wallet/WalletContext.ts";
import type { PreparedFlow } from "./prepare.ts";
import type { FlowContext } from "./types.ts";
import type { FlowRun, Problem } from "./useFlowRun.ts";

type Props = { prepared: PreparedFlow; context: FlowContext; run: FlowRun; onBack?: () => void; resumed: boolean };

/** What will happen and what it costs, before anything is signed. */
export function FlowReview({ prepared, context, run, onBack, resumed }: Props) {
  // The review is mounted anew for each set of values, so its id names the question.
  const id = useId();
  const summary = useQuery({
    queryKey: ["flow-summary", id],
    queryFn: () => prepared.summary(context),
    gcTime: 0,
    staleTime: 0,
    retry: false,
  });
  if (summary.isPending) return <Loading label="what this will do" rows={4} className="h-8" />;
  if (summary.isError) {
    const { message, fix } = describeError(summary.error);
    return (
      <div className="grid gap-4">
        <Failure message={message} fix={fix} retry={() => summary.refetch()} />
        {onBack && (
          <Button look="secondary" onClick={onBack}>
            Back
          </Button>
        )}
      </div>
    );
  }
  const signatures = run.steps.reduce((sum, step) => sum + (run.results[step.id] ? 0 : step.signs), 0);
  return (
    <div className="grid gap-5">
      <p>{summary.data.text}</p>
      <dl className="divide-y divide-line rounded-control border border-line">
        {summary.data.rows.map(({ label, value, strong }) => (
          <div key={label} className="flex flex-wrap justify-between gap-x-4 px-4 py-2.5">
            <dt className="text-muted">{label}</dt>
            <dd className={strong ? "font-semibold" : ""}>{value}</dd>
          </div>
        ))}
      </dl>
      <p className="text-sm text-muted">
        {resumed ? "Steps that are done stay done. " : ""}
        Your wallet asks for at most {signatures} {signatures === 1 ? "signature" : "signatures"} and adds the network
        fee.
      </p>
      <WalletGate account={context.account} chainId={context.config.chainId} chainName={context.config.chainName}>
        <div className="flex gap-3">
          {onBack && (
            <Button look="secondary" onClick={onBack}>
              Back
            </Button>
          )}
          <Button className="flex-1" onClick={run.start}>
            {resumed ? "Continue" : "Confirm"}
          </Button>
        </div>
      </WalletGate>
    </div>
  );
}

type GateProps = { account: string; chainId: number; chainName: string; children: ReactNode };

/** Lets through only the account that the flow was opened with, on the configured chain. */
function WalletGate({ account, chainId, chainName, children }: GateProps) {
  const wallet = useWallet();
  const [problem, setProblem] = useState<Problem>();
  if (wallet.status !== "connected" || !same(wallet.address, account)) {
    return (
      <Failure
        message={`This was opened with ${short(account)}.`}
        fix="Choose that account in your wallet, or close this and begin again."
      />
    );
  }
  if (wallet.chainId === chainId) return children;
  const change = () =>
    wallet.switchChain().then(
      () => setProblem(undefined),
      (error: unknown) => setProblem(describeError(error)),
    );
  return (
    <div className="grid gap-3">
      <Failure
        message={problem?.message ?? `Your wallet is on another chain (${wallet.chainId ?? "unknown"}).`}
        fix={problem?.fix ?? `Blacktail runs on ${chainName} (${chainId}) here.`}
      />
      <Button onClick={change}>Switch to {chainName}</Button>
    </div>
  );
}
