import type { Address } from "viem";
import type { Clients } from "./clients.ts";
import { type JobCallArgs, type JobCallResult, jobCall } from "./jobCall.ts";
import { first } from "./send.ts";

/** In the currency's smallest unit; the three parts sum to the job's price. */
export type SettleJobResult = JobCallResult & {
  toProvider: bigint;
  fee: bigint;
  royalty: bigint;
  royaltyReceiver: Address;
};

/**
 * Pays for a job's result: anyone after the challenge window, the requester at any time in it.
 *
 * @throws BlacktailError `JobEscrow_DeadlineNotPassed`, `JobEscrow_WrongStatus`, `JobEscrow_StateMismatch`
 * @example
 * const { toProvider } = await settleJob({ publicClient, walletClient }, { jobId: 1n });
 */
export async function settleJob(clients: Clients, args: JobCallArgs): Promise<SettleJobResult> {
  const { hash, receipt, job, events } = await jobCall(clients, args, "settle");
  const settled = events.flatMap((event) => (event.eventName === "JobSettled" ? [event.args] : []));
  const { toProvider, fee, royalty, royaltyReceiver } = first(settled, "JobSettled");
  return { hash, receipt, job, toProvider, fee, royalty, royaltyReceiver };
}
