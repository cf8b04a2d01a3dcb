import { budgetFrom, getJob, type Job } from "@blacktail/sdk";
import { blackOf, type Currency, currenciesOf } from "../../chain/currencies.ts";
import { formatAmount } from "../../lib/formatAmount.ts";
import { short } from "../../lib/short.ts";
import type { FlowContext, Summary } from "../types.ts";

/** The job as it stands on chain, checked against its hash there. */
export function jobOf({ publicClient, addresses }: FlowContext, jobId: bigint): Promise<Job> {
  return getJob(publicClient, { escrow: addresses.JobEscrow, jobId, fromBlock: BigInt(addresses.startBlock) });
}

/** What a job is paid in. */
export function currencyOfJob({ config }: FlowContext, { terms }: Job): Pick<Currency, "symbol" | "decimals"> {
  const id = `0x${terms.currency.toString(16).padStart(40, "0")}`;
  return currenciesOf(config).find((known) => known.id === terms.currency) ?? { symbol: short(id) };
}

/** A job's money as the chain has it now. */
export function jobTermsRows(context: FlowContext, job: Job): Summary["rows"] {
  const { terms, stage } = job;
  const left = budgetFrom(terms, stage) + terms.usePrice;
  return [
    { label: "Still in escrow", value: formatAmount(left, currencyOfJob(context, job)), strong: true },
    { label: "Stake that each provider locks", value: formatAmount(terms.stakeLock, blackOf(context.config)) },
  ];
}
