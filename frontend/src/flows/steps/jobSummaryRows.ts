import { computeFee } from "../../chain/computeFee.ts";
import { blackOf } from "../../chain/currencies.ts";
import { formatAmount } from "../../lib/formatAmount.ts";
import { formatDuration } from "../../lib/time.ts";
import type { FlowContext, Summary } from "../types.ts";
import { creditsRow } from "./creditsStep.ts";
import { type JobInput, stakeLockOf } from "./jobSteps.ts";

/** What a job costs and how long it may take. */
export async function jobSummaryRows(context: FlowContext, input: JobInput): Promise<Summary["rows"]> {
  const { currency, price, claimPeriod, workPeriod, challengePeriod } = input;
  const { config } = context;
  const [feeBps, stakeLock, paidFrom] = await Promise.all([
    computeFee(config, currency.id),
    stakeLockOf(context, input),
    creditsRow(context, currency, price),
  ]);
  const fee = (price * BigInt(feeBps)) / 10_000n;
  return [
    { label: "Into escrow", value: formatAmount(price, currency), strong: true },
    paidFrom,
    { label: `Fee, out of the price (${feeBps / 100} %)`, value: formatAmount(fee, currency) },
    { label: "Stake that the provider locks", value: formatAmount(stakeLock, blackOf(config)) },
    { label: "Time to claim it", value: formatDuration(claimPeriod) },
    { label: "Time to work", value: formatDuration(workPeriod) },
    { label: "Time to challenge the result", value: formatDuration(challengePeriod) },
  ];
}
