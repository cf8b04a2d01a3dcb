import { encodeFunctionData, type Hex, parseEventLogs } from "viem";
import { jobEscrowAbi } from "../generated/abi/JobEscrow.ts";
import { applyJobEvent } from "../jobs/applyJobEvent.ts";
import { getJob } from "../jobs/getJob.ts";
import { packJob } from "../jobs/packJob.ts";
import { packReplica } from "../jobs/packReplica.ts";
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

/** Calls that take the job alone, and calls that take its list of replicas beside it. */
type JobStep = "cancel" | "settle" | "slashNoShow";
type ReplicasStep = "refund" | "settleReplicas" | "slashReplicas" | "closeReveals" | "drawAudit";

export async function jobOf({ publicClient, addresses }: Context, { jobId, job }: JobCallArgs): Promise<Job> {
  if (job !== undefined) return job;
  return getJob(publicClient, { escrow: addresses.JobEscrow, jobId, fromBlock: BigInt(addresses.startBlock) });
}

type Events = ReturnType<typeof eventsOf>;

/** Sends a call to the escrow and applies its events to the job. */
export async function sendToEscrow(
  context: Context,
  { jobId, job, data }: { jobId: bigint; job: Job; data: Hex },
): Promise<JobCallResult & { events: Events }> {
  const sent = await send(context, { to: context.addresses.JobEscrow, data });
  const events = eventsOf(sent, context, jobId);
  first(events, "job");
  return { ...sent, events, job: events.reduce<Job>((before, event) => applyJobEvent(before, event) ?? before, job) };
}

function eventsOf(sent: Sent, { addresses }: Context, jobId: bigint) {
  const logs = logsOf(sent, addresses.JobEscrow);
  return parseEventLogs({ abi: jobEscrowAbi, logs }).filter(({ args }) => "jobId" in args && args.jobId === jobId);
}

/** A call that takes nothing but the job as it stands. */
export async function jobCall(
  clients: Clients,
  args: JobCallArgs,
  stepOf: (job: Job) => JobStep | ReplicasStep,
): Promise<JobCallResult & { events: Events }> {
  return action(clients, async (context) => {
    const { jobId } = args;
    const job = await jobOf(context, args);
    return sendToEscrow(context, { jobId, job, data: encodeStep(stepOf(job), jobId, job) });
  });
}

function encodeStep(functionName: JobStep | ReplicasStep, jobId: bigint, job: Job): Hex {
  const abi = jobEscrowAbi;
  if (functionName === "cancel" || functionName === "settle" || functionName === "slashNoShow") {
    return encodeFunctionData({ abi, functionName, args: [jobId, packJob(job)] });
  }
  return encodeFunctionData({ abi, functionName, args: [jobId, packJob(job), job.replicas.map(packReplica)] });
}
