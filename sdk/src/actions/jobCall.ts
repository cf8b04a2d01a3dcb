import { encodeFunctionData, type Hex, parseEventLogs } from "viem";
import { jobEscrowAbi } from "../generated/abi/JobEscrow.ts";
import { getJob } from "../jobs/getJob.ts";
import type { Job } from "../jobs/types.ts";
import { action } from "./action.ts";
import type { Clients, Context } from "./clients.ts";
import { first, logsOf, type Sent, send } from "./send.ts";

export type JobCallArgs = {
  jobId: bigint;
  /** The job as it stands. Default: read from the chain (`getJob`). */
  job?: Job | undefined;
};

/** `job`: as it stands after the call. */
export type JobCallResult = Sent & { job: Job };

type JobStep = "cancel" | "refund" | "settle" | "slashNoShow";

export async function jobOf({ publicClient, addresses }: Context, { jobId, job }: JobCallArgs): Promise<Job> {
  if (job !== undefined) return job;
  return getJob(publicClient, { escrow: addresses.JobEscrow, jobId, fromBlock: BigInt(addresses.startBlock) });
}

export async function sendToEscrow(
  context: Context,
  data: Hex,
): Promise<Sent & { events: ReturnType<typeof eventsOf> }> {
  const sent = await send(context, { to: context.addresses.JobEscrow, data });
  return { ...sent, events: eventsOf(sent, context) };
}

function eventsOf(sent: Sent, { addresses }: Context) {
  return parseEventLogs({ abi: jobEscrowAbi, logs: logsOf(sent, addresses.JobEscrow) });
}

/** A call that takes nothing but the job; the transaction's last event carries the job as it stands then. */
export async function jobCall(clients: Clients, args: JobCallArgs, functionName: JobStep) {
  return action(clients, async (context) => {
    const callArgs = [args.jobId, await jobOf(context, args)] as const;
    const data = encodeFunctionData({ abi: jobEscrowAbi, functionName, args: callArgs });
    const { hash, receipt, events } = await sendToEscrow(context, data);
    return { hash, receipt, events };
  });
}

/** The job in the last of the events that carry one. */
export function lastJob(events: ReturnType<typeof eventsOf>): Job {
  const jobs = events.flatMap(({ args }) => ("job" in args ? [args.job] : []));
  return first(jobs.reverse(), "job");
}
