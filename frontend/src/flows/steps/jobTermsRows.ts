import { getJob } from "@blacktail/sdk";
import { blackOf, currenciesOf } from "../../chain/currencies.ts";
import { formatAmount } from "../../lib/formatAmount.ts";
import { short } from "../../lib/short.ts";
import type { FlowContext, Summary } from "../types.ts";

/** A job's money as the chain has it now. */
export async function jobTermsRows(
  { publicClient, addresses, config }: FlowContext,
  jobId: bigint,
): Promise<Summary["rows"]> {
  const { terms } = await getJob(publicClient, {
    escrow: addresses.JobEscrow,
    jobId,
    fromBlock: BigInt(addresses.startBlock),
  });
  const id = `0x${terms.currency.toString(16).padStart(40, "0")}`;
  const currency = currenciesOf(config).find((known) => known.id === terms.currency) ?? { symbol: short(id) };
  return [
    { label: "Price in escrow", value: formatAmount(terms.price, currency), strong: true },
    { label: "Stake locked by the provider", value: formatAmount(terms.stakeLock, blackOf(config)) },
  ];
}
