import { BlacktailError } from "@blacktail/sdk";
import type { Address, Hex } from "viem";
import { same } from "../lib/same.ts";
import type { Wallet } from "../wallet/WalletContext.ts";
import type { FlowContext, Results, Step, StepContext, StepResult } from "./types.ts";

export type StepState = "waiting" | "checking" | "signing" | "working" | "sent" | "done" | "skipped" | "failed";

type RunEvents = {
  state: (step: Step, state: StepState) => void;
  /** The wallet broadcast a transaction: recorded before anything else happens. */
  sent: (step: Step, hash: Hex) => void;
  finished: (step: Step, result: StepResult) => void;
};

type Run = {
  steps: Step[];
  context: FlowContext;
  wallet: Wallet;
  /** Of steps that were finished before. Extended in place. */
  results: Results;
  /** A transaction that was sent before the page was left. */
  pending?: { step: string; hash: Hex };
  events: RunEvents;
};

/**
 * Runs the steps that have no result yet, in order. Each first looks whether it is done already.
 * @throws whatever a step throws; calling again continues at that step.
 */
export async function runSteps({ steps, context, wallet, results, pending, events }: Run): Promise<void> {
  for (const step of steps) {
    if (results[step.id]) continue;
    const onTransaction = (hash: Hex) => {
      events.sent(step, hash);
      events.state(step, "sent");
    };
    try {
      const walletClient = await wallet.signingClient();
      if (!same(walletClient.account.address, context.account)) throw accountChanged(context.account);
      const { publicClient, addresses } = context;
      const clients = { publicClient, walletClient, addresses, onTransaction };
      const stepContext: StepContext = { ...context, results, clients };
      const hash = pending?.step === step.id ? pending.hash : undefined;
      const result = await runStep(step, stepContext, hash, events);
      results[step.id] = result;
      events.finished(step, result);
    } catch (error) {
      events.state(step, "failed");
      throw error;
    }
  }
}

async function runStep(
  step: Step,
  context: StepContext,
  pending: Hex | undefined,
  events: RunEvents,
): Promise<StepResult> {
  const recovered = pending && (await recoverStep(step, context, pending, events));
  if (recovered) {
    events.state(step, "done");
    return recovered;
  }
  events.state(step, "checking");
  const found = await step.verify?.(context);
  if (found) {
    events.state(step, "skipped");
    return found;
  }
  events.state(step, step.signs > 0 ? "signing" : "working");
  const result = await step.commit(context);
  events.state(step, "done");
  return result;
}

/** The result of a step whose transaction was under way when the page was left; undefined when the step is still to be done. */
async function recoverStep(
  step: Step,
  context: StepContext,
  hash: Hex,
  events: RunEvents,
): Promise<StepResult | undefined> {
  events.state(step, "sent");
  const receipt = await context.publicClient.waitForTransactionReceipt({ hash, timeout: 120_000 });
  if (receipt.status !== "success") return undefined;
  const done = { hash, blockNumber: receipt.blockNumber.toString() };
  if (!step.recover) return step.verify ? undefined : done;
  const value = step.recover(context, receipt);
  return value === undefined ? undefined : { ...done, value };
}

const accountChanged = (account: Address) =>
  new BlacktailError({
    code: "DAPP_ACCOUNT_CHANGED",
    message: `The wallet no longer acts for ${account}, with which this action was begun.`,
    fix: "Choose that account in the wallet and try again, or close this and begin again.",
  });
