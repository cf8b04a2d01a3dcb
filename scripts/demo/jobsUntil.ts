import { type Addresses, jobEscrowAbi } from "@blacktail/sdk";
import type { PublicClient } from "viem";

/** What the escrow told of a job, in its currency's smallest unit. */
export type JobSums = {
  currency: bigint;
  budget: bigint;
  usePrice: bigint;
  /** Of each payment to a provider: what it got, the fee, the block. */
  paid: bigint[];
  fees: bigint[];
  paidIn: bigint[];
  /** What the use of its model cost in the end. */
  used: bigint;
};

/** Every job up to a block, by its id. */
export async function jobsUntil(
  client: PublicClient,
  { JobEscrow }: Addresses,
  toBlock: bigint,
): Promise<Map<bigint, JobSums>> {
  const query = { address: JobEscrow, abi: jobEscrowAbi, fromBlock: 0n, toBlock, strict: true } as const;
  const jobs = new Map<bigint, JobSums>();
  for (const { eventName, args, blockNumber } of await client.getContractEvents(query)) {
    if (eventName === "JobCreated") {
      const { budget, usePrice, currency } = args.terms;
      const nothing = { paid: [], fees: [], paidIn: [], used: 0n };
      jobs.set(args.jobId, { currency, budget, usePrice, ...nothing });
      continue;
    }
    const job = "jobId" in args ? jobs.get(args.jobId) : undefined;
    if (job === undefined) continue;
    if (eventName === "ProviderPaid") {
      job.paid.push(args.toProvider);
      job.fees.push(args.fee);
      job.paidIn.push(blockNumber);
    }
    if (eventName === "ModelUsed") job.used = args.usePrice;
  }
  return jobs;
}
