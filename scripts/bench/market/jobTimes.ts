import { jobEscrowAbi, providerRegistryAbi, stageSubject, ticketOpensAt } from "@blacktail/sdk";
import type { Market } from "./openMarket.ts";
import { PERIODS } from "./postJobs.ts";

/** When things happened to a job of one stage and one replica, by the chain's clock; unix seconds. */
export type JobTimes = {
  postedAt: number;
  submittedAt: number;
  /** Blocks beyond the protocol's windows until it was claimed, from there until its result, and from its window's end until it was paid. */
  blocks: [claim: number, result: number, payment: number];
};

/** Reads a paid job's times off the chain. */
export async function jobTimes(market: Market, jobId: bigint): Promise<JobTimes> {
  const { publicClient, addresses } = market;
  const query = {
    address: addresses.JobEscrow,
    abi: jobEscrowAbi,
    args: { jobId },
    fromBlock: 0n,
    strict: true,
  } as const;
  const [[created], [claimed], [submitted], [settled]] = await Promise.all([
    publicClient.getContractEvents({ ...query, eventName: "JobCreated" }),
    publicClient.getContractEvents({ ...query, eventName: "JobClaimed" }),
    publicClient.getContractEvents({ ...query, eventName: "ResultSubmitted" }),
    publicClient.getContractEvents({ ...query, eventName: "JobSettled" }),
  ]);
  if (!created || !claimed || !submitted || !settled) throw new Error(`Job ${jobId} is not paid, or was tried twice.`);
  const timeOf = async (blockNumber: bigint) => Number((await publicClient.getBlock({ blockNumber })).timestamp);
  const firstFrom = async (start: bigint, second: number) => {
    let block = start;
    while ((await timeOf(block)) < second) block++;
    return block;
  };
  const opens = await firstTurn(market, jobId, created.blockNumber);
  // The seed is the next block's hash: before the block after that nobody can claim by a ticket.
  const claimable = await firstFrom(created.blockNumber + 2n, opens);
  const payable = await firstFrom(submitted.blockNumber + 1n, Number(submitted.args.deadline) + 1);
  const toClaim = claimed.blockNumber - claimable + 1n;
  const toSubmit = submitted.blockNumber - claimed.blockNumber;
  const toPay = settled.blockNumber - payable;
  return {
    postedAt: await timeOf(created.blockNumber),
    submittedAt: await timeOf(submitted.blockNumber),
    blocks: [Number(toClaim), Number(toSubmit), Number(toPay)],
  };
}

/** Unix seconds at which the first provider's ticket allowed it to claim, with the stakes as they were when the seed became known. */
async function firstTurn(
  { publicClient, addresses, providers }: Market,
  jobId: bigint,
  posted: bigint,
): Promise<number> {
  const { timestamp: opened } = await publicClient.getBlock({ blockNumber: posted });
  const { hash: seed } = await publicClient.getBlock({ blockNumber: posted + 1n });
  const turns = await Promise.all(
    providers.map(async (provider) => {
      const [weight, total] = await publicClient.readContract({
        address: addresses.ProviderRegistry,
        abi: providerRegistryAbi,
        functionName: "ticketWeight",
        args: [provider],
        blockNumber: posted + 1n,
      });
      return ticketOpensAt({
        seed,
        subject: stageSubject(jobId, 0),
        provider,
        weight,
        total,
        opened,
        window: BigInt(PERIODS.priorityPeriod),
      });
    }),
  );
  return Math.min(...turns.map(Number));
}
