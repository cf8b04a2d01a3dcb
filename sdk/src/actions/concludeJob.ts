import { type Address, encodeFunctionData } from "viem";
import { BlacktailError } from "../errors/BlacktailError.ts";
import { jobEscrowAbi } from "../generated/abi/JobEscrow.ts";
import { packJob } from "../jobs/packJob.ts";
import { packReplica } from "../jobs/packReplica.ts";
import { jobStatusName } from "../jobs/types.ts";
import { action } from "./action.ts";
import type { Clients } from "./clients.ts";
import { type JobCallArgs, type JobCallResult, jobOf, sendToEscrow } from "./jobCall.ts";
import type { ProviderPay } from "./settleJob.ts";

/** Out of a provider's stake, $BLACK (wei); the parts sum to its lock. `toFinder`: to who found it out, a challenger or auditors. */
export type WrongResult = {
  provider: Address;
  toRequester: bigint;
  toFinder: bigint;
  toReferees: bigint;
  burned: bigint;
};

/** `accepted`: bit i says that replica i (0 of one) was right; undefined when nobody decided. */
export type ConcludeJobResult = JobCallResult & {
  accepted: number | undefined;
  paid: ProviderPay[];
  slashed: WrongResult[];
};

/**
 * Carries out what auditors or referees came to, once their panel has ended (`advancePanel`): anyone.
 *
 * @throws BlacktailError `JOB_UNDISPUTED`, `JobEscrow_PanelNotEnded`, `JobEscrow_StateMismatch`, …
 * @example
 * const { job, accepted } = await concludeJob({ publicClient, walletClient }, { jobId: 1n });
 */
export async function concludeJob(clients: Clients, args: JobCallArgs): Promise<ConcludeJobResult> {
  return action(clients, async (context) => {
    const { jobId } = args;
    const before = await jobOf(context, args);
    if (before.dispute === undefined) {
      throw new BlacktailError({
        code: "JOB_UNDISPUTED",
        message: `Job ${jobId} is ${jobStatusName(before.status)}: neither auditors nor referees have it.`,
        fix: "Only a job that is Audited or Disputed can be concluded.",
      });
    }
    const callArgs = [jobId, packJob(before), before.replicas.map(packReplica), before.dispute] as const;
    const data = encodeFunctionData({ abi: jobEscrowAbi, functionName: "conclude", args: callArgs });
    const { hash, receipt, job, events } = await sendToEscrow(context, { jobId, job: before, data });
    const result: ConcludeJobResult = { hash, receipt, job, accepted: undefined, paid: [], slashed: [] };
    for (const event of events) {
      if (event.eventName === "DisputeDecided") result.accepted = event.args.accepted;
      if (event.eventName === "ProviderPaid") {
        const { provider, toProvider, fee } = event.args;
        result.paid.push({ provider, toProvider, fee });
      }
      if (event.eventName === "WrongResultSlashed") {
        const { provider, toRequester, toFinder, toReferees, burned } = event.args;
        result.slashed.push({ provider, toRequester, toFinder, toReferees, burned });
      }
    }
    return result;
  });
}
