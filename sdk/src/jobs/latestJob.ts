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
  zeroHash,
} from "viem";
import { jobEscrowAbi } from "../generated/abi/JobEscrow.ts";
import { applyJobEvent } from "./applyJobEvent.ts";
import type { Job } from "./types.ts";
import { unpackTerms } from "./unpackTerms.ts";

type Range = { escrow: Address; jobId: bigint; fromBlock: bigint; toBlock: bigint };
type Events = ReturnType<typeof parsed>;

/** Blocks in a page, for nodes that refuse to search the whole range at once. */
const PAGE = 5_000n;

/** The job as its events within the range tell it; undefined when there are none. */
export async function latestJob(client: PublicClient, range: Range, pageBlocks = PAGE): Promise<Job | undefined> {
  try {
    return fold(await eventsIn(client, range));
  } catch (error) {
    const unreachable = error instanceof HttpRequestError || error instanceof TimeoutError;
    if (unreachable || range.toBlock - range.fromBlock < pageBlocks) throw error;
  }
  // Backwards, because the newest event that carries the job whole makes all older ones needless.
  let events: Events = [];
  for (let toBlock = range.toBlock; toBlock >= range.fromBlock; toBlock -= pageBlocks) {
    const start = toBlock - pageBlocks + 1n;
    const fromBlock = start > range.fromBlock ? start : range.fromBlock;
    events = [...(await eventsIn(client, { ...range, fromBlock, toBlock })), ...events];
    if (events.some(isWhole)) break;
  }
  return fold(events);
}

async function eventsIn(client: PublicClient, { escrow, jobId, fromBlock, toBlock }: Range): Promise<Events> {
  const logs = await client.request({
    method: "eth_getLogs",
    params: [
      {
        address: escrow,
        fromBlock: numberToHex(fromBlock),
        toBlock: numberToHex(toBlock),
        topics: [jobEventSelectors(), numberToHex(jobId, { size: 32 })],
      },
    ],
  });
  return parsed(logs);
}

function parsed(logs: RpcLog[]) {
  return parseEventLogs({ abi: jobEscrowAbi, logs: logs.map((log) => formatLog(log)) }).toSorted(
    (a, b) => Number(a.blockNumber - b.blockNumber) || a.logIndex - b.logIndex,
  );
}

function fold(events: Events): Job | undefined {
  const start = events.findLastIndex(isWhole);
  return events.slice(Math.max(start, 0)).reduce<Job | undefined>(applyJobEvent, undefined);
}

/** Whether nothing older is needed: the event carries the job, and the list and the dispute too where it has them. */
function isWhole(event: Events[number]): boolean {
  const { args } = event;
  if (event.eventName === "JobCreated") return true;
  if (!("job" in args)) return false;
  const { terms, result, dispute } = args.job;
  const ofOne = unpackTerms(terms).terms.replicas === 1;
  const listIsKnown = "replicas" in args || ofOne || result === zeroHash;
  return listIsKnown && ("dispute" in args || dispute === zeroHash);
}

/** The events of a job: its id is the first indexed value of each. */
function jobEventSelectors() {
  return jobEscrowAbi
    .filter((item) => item.type === "event")
    .filter(({ inputs }) => inputs.some(({ name }) => name === "jobId"))
    .map((event) => toEventSelector(event));
}
