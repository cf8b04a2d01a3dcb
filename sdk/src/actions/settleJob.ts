import type { Address } from "viem";
import type { Clients } from "./clients.ts";
import { type JobCallArgs, type JobCallResult, jobCall } from "./jobCall.ts";

/** In the currency's smallest unit. */
export type ProviderPay = { provider: Address; toProvider: bigint; fee: bigint };

/** `royalty` is the part of `usePrice` that went to the model's creator. */
export type ModelUse = { modelId: bigint; owner: Address; usePrice: bigint; royalty: bigint };

/** `paid`: one for each provider. `use`: undefined unless the job is done and the use of its model cost something. */
export type SettleJobResult = JobCallResult & { paid: ProviderPay[]; use: ModelUse | undefined };

/**
 * Pays for the result of a job's stage: anyone after the challenge window, the requester at any time in it. The next stage opens; after the last
 * the job is done.
 *
 * @throws BlacktailError `JobEscrow_DeadlineNotPassed`, `JobEscrow_WrongStatus`, `JobEscrow_StateMismatch`
 * @example
 * const { paid } = await settleJob({ publicClient, walletClient }, { jobId: 1n });
 */
export async function settleJob(clients: Clients, args: JobCallArgs): Promise<SettleJobResult> {
  const { hash, receipt, job, events } = await jobCall(clients, args, ({ terms }) =>
    terms.replicas === 1 ? "settle" : "settleReplicas",
  );
  const paid = events.flatMap(({ eventName, args: values }) => {
    if (eventName !== "ProviderPaid") return [];
    const { provider, toProvider, fee } = values;
    return [{ provider, toProvider, fee }];
  });
  const [use] = events.flatMap(({ eventName, args: values }) => {
    if (eventName !== "ModelUsed") return [];
    const { modelId, owner, usePrice, royalty } = values;
    return [{ modelId, owner, usePrice, royalty }];
  });
  return { hash, receipt, job, paid, use };
}
