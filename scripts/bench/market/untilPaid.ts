import { setTimeout as sleep } from "node:timers/promises";
import { jobEscrowAbi } from "@blacktail/sdk";
import type { Market } from "./openMarket.ts";

const POLL_MS = 500;
/** How long all of them may take, in milliseconds. */
const PATIENCE_MS = 600_000;

/**
 * Waits until all of some jobs are paid.
 * @throws Error naming those that are not when the time is up.
 */
export async function untilPaid({ publicClient, addresses }: Market, jobIds: readonly bigint[]): Promise<void> {
  const query = { address: addresses.JobEscrow, abi: jobEscrowAbi, eventName: "JobSettled", fromBlock: 0n } as const;
  for (const end = Date.now() + PATIENCE_MS; ; await sleep(POLL_MS)) {
    const paid = new Set((await publicClient.getContractEvents(query)).map(({ args }) => args.jobId));
    const open = jobIds.filter((jobId) => !paid.has(jobId));
    if (open.length === 0) return;
    if (Date.now() > end) throw new Error(`Not paid after ${PATIENCE_MS / 1000} s: jobs ${open.join(", ")}.`);
  }
}
