import {
  type Address,
  formatLog,
  HttpRequestError,
  numberToHex,
  type PublicClient,
  parseEventLogs,
  type RpcLog,
  TimeoutError,
  toEventSelector,
} from "viem";
import { jobEscrowAbi } from "../generated/abi/JobEscrow.ts";
import type { Job } from "./types.ts";

type Range = { escrow: Address; jobId: bigint; fromBlock: bigint; toBlock: bigint };

/** Blocks in a page, for nodes that refuse to search the whole range at once. */
const PAGE = 5_000n;

/** The job in the newest of its events within the range; undefined when there is none. */
export async function latestJobEvent(client: PublicClient, range: Range): Promise<Job | undefined> {
  try {
    return newest(await logsOf(client, range));
  } catch (error) {
    const unreachable = error instanceof HttpRequestError || error instanceof TimeoutError;
    if (unreachable || range.toBlock - range.fromBlock < PAGE) throw error;
  }
  // Backwards, because the newest event is the one that is asked for.
  for (let toBlock = range.toBlock; toBlock >= range.fromBlock; toBlock -= PAGE) {
    const start = toBlock - PAGE + 1n;
    const fromBlock = start > range.fromBlock ? start : range.fromBlock;
    const job = newest(await logsOf(client, { ...range, fromBlock, toBlock }));
    if (job !== undefined) return job;
  }
  return undefined;
}

async function logsOf(client: PublicClient, { escrow, jobId, fromBlock, toBlock }: Range): Promise<RpcLog[]> {
  const selectors = jobEvents().map((event) => toEventSelector(event));
  return client.request({
    method: "eth_getLogs",
    params: [
      {
        address: escrow,
        fromBlock: numberToHex(fromBlock),
        toBlock: numberToHex(toBlock),
        topics: [selectors, numberToHex(jobId, { size: 32 })],
      },
    ],
  });
}

/** The events that carry a job; its id is the first indexed value of each. */
function jobEvents() {
  return jobEscrowAbi
    .filter((item) => item.type === "event")
    .filter(({ inputs }) => inputs.some(({ name }) => name === "job"));
}

function newest(rpcLogs: RpcLog[]): Job | undefined {
  return parseEventLogs({ abi: jobEscrowAbi, logs: rpcLogs.map((log) => formatLog(log)) })
    .toSorted((a, b) => Number(a.blockNumber - b.blockNumber) || a.logIndex - b.logIndex)
    .flatMap(({ args }) => ("job" in args ? [args.job] : []))
    .at(-1);
}
