import { blackOf } from "../../chain/currencies.ts";
import { doneBy } from "../../job/doneBy.ts";
import { formatAmount } from "../../lib/formatAmount.ts";
import { formatBps } from "../../lib/formatBps.ts";
import { formatDuration } from "../../lib/time.ts";
import type { FlowContext, Summary } from "../types.ts";
import { creditsRow } from "./creditsStep.ts";
import { type JobInput, jobMoney } from "./jobTerms.ts";

/** What a job costs, how sure its result will be, and how long it may take. */
export async function jobSummaryRows(context: FlowContext, input: JobInput): Promise<Summary["rows"]> {
  const { currency, budget, usePrice, stages, replicas, attempts, claimPeriod, workPeriod, challengePeriod } = input;
  const [{ quote, stakeLock, feeBps, bounds }, paidFrom] = await Promise.all([
    jobMoney(context, input),
    creditsRow(context, currency, budget + usePrice),
  ]);
  const { total, stagePrices, fee, least } = quote;
  const [first = budget] = stagePrices;
  return [
    { label: "Into escrow", value: formatAmount(total, currency), strong: true },
    paidFrom,
    ...(usePrice > 0n ? [{ label: "Of it for the use of the model", value: formatAmount(usePrice, currency) }] : []),
    ...(stages > 1 ? [{ label: "Stages", value: `${stages}, each paid ${formatAmount(first, currency)}` }] : []),
    { label: "Done by", value: doneBy({ replicas, auditBps: bounds.auditBps }) },
    { label: `Fee, out of the budget (${formatBps(feeBps)})`, value: formatAmount(fee, currency) },
    {
      label: stages > 1 || replicas > 1 ? "A provider gets, each stage" : "The provider gets",
      value: formatAmount(least, currency),
    },
    { label: "Stake that each provider locks", value: formatAmount(stakeLock, blackOf(context.config)) },
    { label: "Time to claim each stage", value: formatDuration(claimPeriod) },
    { label: "Time to work", value: formatDuration(workPeriod) },
    { label: "Time to challenge the result", value: formatDuration(challengePeriod) },
    { label: "Attempts before the rest returns", value: String(attempts) },
  ];
}
