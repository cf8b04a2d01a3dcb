import { setTimeout as sleep } from "node:timers/promises";
import {
  claimJob,
  claimOpensAt,
  describeError,
  getJob,
  type Job,
  JobStatus,
  jobBounds,
  leastStakeLock,
  NATIVE,
  type ReceiptBody,
  receiptOf,
  receiptTypedData,
  submitResult,
} from "@blacktail/sdk";
import { postTraining } from "../../lib/jobs/postTraining.ts";
import type { Plan } from "../../lib/training/plan.ts";
import { type Parties, provide } from "./parties.ts";

const POLL_MS = 500;

/**
 * Posts the job, claims it with the protocol's own provider, and submits the wrong result.
 *
 * @param budget Wei of the native coin.
 * @returns The job in its challenge window; undefined when another provider was faster: then it does the job honestly, for the budget.
 */
export async function release(
  parties: Parties,
  { plan, body }: { plan: Plan; body: ReceiptBody },
  budget: bigint,
): Promise<{ jobId: bigint; job: Job } | { jobId: bigint; lost: true }> {
  const { requester, provider, addresses, storage, chainId } = parties;
  const bounds = await jobBounds(requester.publicClient, addresses);
  const asked = { currency: NATIVE, budget, replicas: 1 };
  await provide(parties, leastStakeLock({ ...asked, stages: [1] }, bounds));
  const posting = { clients: requester, storage, addresses };
  const { jobId, job } = await postTraining(plan, posting, { ...asked, priorityPeriod: bounds.minPriorityPeriod });
  const claimed = await claim(parties, jobId, job);
  if (claimed === undefined) return { jobId, lost: true };
  const domain = { chainId, escrow: addresses.JobEscrow };
  const signature = await provider.account.signTypedData(receiptTypedData(receiptOf(jobId, claimed, body), domain));
  return { jobId, job: (await submitResult(provider, { jobId, job: claimed, body, signature })).job };
}

/** Claims when the provider's ticket opens, or everybody may; undefined when somebody else has. */
async function claim({ provider, addresses }: Parties, jobId: bigint, posted: Job): Promise<Job | undefined> {
  const { publicClient: client, account } = provider;
  const turn = { registry: addresses.ProviderRegistry, jobId, job: posted, provider: account.address };
  for (let job = posted; job.status === JobStatus.Open; await sleep(POLL_MS)) {
    const { timestamp } = await client.getBlock();
    if (posted.terms.priorityPeriod === 0 || timestamp >= (await claimOpensAt(client, turn))) {
      try {
        return (await claimJob(provider, { jobId, job, provider: account.address })).job;
      } catch (error) {
        const { code, message } = describeError(error);
        if (!/^JobEscrow_(StateMismatch|WrongStatus|NotYourTurn)$/.test(code)) throw error;
        console.error(`${code}: ${message}`);
      }
    }
    job = await getJob(client, { escrow: addresses.JobEscrow, jobId, fromBlock: BigInt(addresses.startBlock) });
  }
  return undefined;
}
