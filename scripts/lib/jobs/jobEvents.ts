import { type Addresses, jobEscrowAbi } from "@blacktail/sdk";
import type { PublicClient } from "viem";

/** An event of a job and when its block was made, unix seconds. */
export type TimedEvent = Awaited<ReturnType<typeof jobEvents>>[number];

/** Everything that the escrow tells of a job, in the chain's order. */
export async function jobEvents(client: PublicClient, addresses: Addresses, jobId: bigint) {
  const { JobEscrow: address, startBlock } = addresses;
  const query = { address, abi: jobEscrowAbi, fromBlock: BigInt(startBlock), strict: true } as const;
  const events = (await client.getContractEvents(query)).filter(({ args }) => "jobId" in args && args.jobId === jobId);
  const blocks = new Set(events.map(({ blockNumber }) => blockNumber));
  const times = new Map<bigint, number>();
  for (const blockNumber of blocks) {
    times.set(blockNumber, Number((await client.getBlock({ blockNumber })).timestamp));
  }
  return events.map((event) => ({ ...event, at: times.get(event.blockNumber) ?? 0 }));
}
