import { makeDemoDataset } from "@blacktail/frameworks";
import { defaultTerms, jobBounds, jobEscrowAbi, packTerms, trainingSpec } from "@blacktail/sdk";
import { encodeFunctionData, type Hex, parseEther, parseEventLogs } from "viem";
import type { Market } from "./openMarket.ts";

const BUDGET = parseEther("0.01");
/** Seconds. They are short, as they only add to every figure alike: tickets of eight providers come up every few seconds. */
export const PERIODS = { claimPeriod: 600, priorityPeriod: 24, workPeriod: 300, challengePeriod: 4 };
const LIMITS = { memoryMiB: 1_024, cpuSeconds: 120, wallSeconds: 120, outputMiB: 16 };

/**
 * Posts trainings that take a second or so, each on data of its own, all at once.
 *
 * @param first Seed of the first one's data.
 * @returns their ids
 */
export async function postJobs(market: Market, count: number, first: number): Promise<bigint[]> {
  const { publicClient, requester, storage, addresses } = market;
  const { walletClient } = requester;
  const { account } = walletClient;
  if (account === undefined) throw new TypeError("The requester has an account of its own.");
  const { JobEscrow: to } = addresses;
  const bounds = await jobBounds(publicClient, addresses);
  const calls: Hex[] = [];
  for (let index = 0; index < count; index++) {
    const data = await storage.put(new TextEncoder().encode(makeDemoDataset({ seed: first + index + 1 })));
    const config = { model: "linear", epochs: 5 };
    const spec = trainingSpec({ data, target: "fails", config, limits: LIMITS });
    const { digest: specDigest } = await storage.putJson(spec);
    const terms = defaultTerms({ specDigest, budget: BUDGET, ...PERIODS }, bounds);
    calls.push(encodeFunctionData({ abi: jobEscrowAbi, functionName: "createJob", args: [packTerms(terms)] }));
  }
  const nonce = await publicClient.getTransactionCount({ address: account.address });
  const hashes = await Promise.all(
    calls.map((data, index) =>
      walletClient.sendTransaction({ account, chain: null, to, data, nonce: nonce + index, gas: 500_000n }),
    ),
  );
  const receipts = await Promise.all(hashes.map((hash) => publicClient.waitForTransactionReceipt({ hash })));
  return receipts.map(({ logs }) => {
    const [created] = parseEventLogs({ abi: jobEscrowAbi, eventName: "JobCreated", logs });
    if (created === undefined) throw new Error("A job was not created: its transaction has no JobCreated event.");
    return created.args.jobId;
  });
}
