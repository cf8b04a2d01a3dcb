import {
  applyJobEvent,
  BlacktailError,
  type Job,
  type JobEscrowEvent,
  JobStatus,
  jobEscrowAbi,
  jobHash,
} from "@blacktail/sdk";
import { type Address, type Hex, type PublicClient, parseEventLogs } from "viem";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import { JobBook, type JobStep } from "./book.ts";

export type Head = {
  number: bigint;
  hash: Hex;
  /** Unix seconds. */
  timestamp: number;
  /** The worker's own clock when the block was first seen, ms. */
  seenAt: number;
};

export type WatcherOptions = {
  client: PublicClient;
  escrow: Address;
  startBlock: bigint;
  /** Blocks that are read again at each look. */
  reorgBlocks: number;
  chunkBlocks: number;
  clock: Clock;
  log: Log;
};

const FINAL: readonly number[] = [JobStatus.Done, JobStatus.Refunded, JobStatus.Cancelled];

/** All events are read again at most this often, ms. */
const DOUBT_MS = 60_000;

/** Follows the escrow's events. What it tells of a job is only acted on after `verify`. */
export class JobWatcher {
  readonly book = new JobBook(({ status }) => FINAL.includes(status));
  readonly #options: WatcherOptions;
  /** Blocks from here on are read at the next look. */
  #cursor: bigint;
  #chunk: bigint;
  #head: Head | undefined;
  /** The oldest block that was believed settled: if its hash changes, a reorganisation went deeper than the window. */
  #anchor: { number: bigint; hash: Hex } | undefined;
  #genesis: Hex | undefined;
  #rereadFrom: bigint | undefined;
  #doubtAgainAt = 0;
  #lags = false;

  constructor(options: WatcherOptions) {
    this.#options = options;
    this.#cursor = options.startBlock;
    this.#chunk = BigInt(options.chunkBlocks);
  }

  get head(): Head | undefined {
    return this.#head;
  }

  /** Whether the RPC is behind what it has shown before: then nothing new may be decided on its word. */
  get isLagging(): boolean {
    return this.#lags;
  }

  /** The chain's time now, unix seconds: the newest block's, and what has passed since it was seen. */
  now(): number {
    if (this.#head === undefined) return Math.floor(this.#options.clock.now() / 1_000);
    return this.#head.timestamp + Math.floor((this.#options.clock.now() - this.#head.seenAt) / 1_000);
  }

  /**
   * One look at the chain.
   *
   * @returns Ids of jobs that changed.
   */
  async sync(): Promise<Set<bigint>> {
    const { client, clock, log } = this.#options;
    const block = await client.getBlock({ blockTag: "latest" });
    if (this.#genesis === undefined || block.number < (this.#head?.number ?? 0n)) await this.#checkGenesis();
    await this.#checkAnchor(block.number);
    if (this.#head !== undefined && block.number < this.#head.number && this.#cursor > block.number) {
      if (!this.#lags)
        log.warn({ was: `${this.#head.number}`, is: `${block.number}` }, "the RPC went back: waiting for it");
      this.#lags = true;
      return new Set();
    }
    if (this.#lags) log.info({ block: `${block.number}` }, "the RPC has caught up");
    this.#lags = false;
    const changed = await this.#read(block.number);
    if (this.#head?.hash !== block.hash) {
      this.#head = { number: block.number, hash: block.hash, timestamp: Number(block.timestamp), seenAt: clock.now() };
    }
    await this.#settle(block.number);
    return changed;
  }

  /** @throws BlacktailError `WORKER_CHAIN_CHANGED` when the RPC serves a chain that began otherwise. */
  async #checkGenesis(): Promise<void> {
    const { hash } = await this.#options.client.getBlock({ blockNumber: 0n });
    this.#genesis ??= hash;
    if (this.#genesis === hash) return;
    throw new BlacktailError({
      code: "WORKER_CHAIN_CHANGED",
      message: `The RPC now serves a chain that begins with ${hash}, not with ${this.#genesis}.`,
      fix: "Start the worker again if the chain was made anew, or correct BLACKTAIL_CHAIN_RPC_URL.",
      retryable: true,
    });
  }

  /** Whether the job in the book is the job on chain. */
  async verify(jobId: bigint, job: Job): Promise<boolean> {
    const { client, escrow } = this.#options;
    const onChain = await client.readContract({
      address: escrow,
      abi: jobEscrowAbi,
      functionName: "jobHash",
      args: [jobId],
    });
    if (onChain === jobHash(job)) return true;
    // Often the events of the last block are just not here yet; if they never come, they are read again from the start.
    const isSettled = this.book.get(jobId) === job && !this.#lags;
    if (isSettled) this.#doubt(`the events of job ${jobId} do not give the hash that the chain holds`);
    return false;
  }

  /** Reads everything again at the next look, but not all the time. */
  #doubt(reason: string): void {
    const { clock, log, startBlock } = this.#options;
    if (clock.now() < this.#doubtAgainAt) return;
    this.#doubtAgainAt = clock.now() + DOUBT_MS;
    log.warn({ reason }, "the RPC contradicts itself: reading all events again");
    this.#rereadFrom = startBlock;
  }

  async #checkAnchor(latest: bigint): Promise<void> {
    const { client, startBlock, log } = this.#options;
    if (this.#anchor === undefined || this.#anchor.number > latest) return;
    const block = await client.getBlock({ blockNumber: this.#anchor.number });
    if (block.hash === this.#anchor.hash) return;
    log.warn(
      { block: `${this.#anchor.number}` },
      "the chain was reorganised below the window: reading it again from the start",
    );
    this.#anchor = undefined;
    this.#head = undefined;
    this.#cursor = startBlock;
  }

  async #read(latest: bigint): Promise<Set<bigint>> {
    const changed = new Set<bigint>();
    this.#cursor = this.#rereadFrom ?? this.#cursor;
    this.#rereadFrom = undefined;
    let from = this.#cursor;
    while (from <= latest) {
      const to = minimum(from + this.#chunk - 1n, latest);
      const steps = await this.#steps(from, to);
      if (steps === undefined) continue;
      const result = this.book.apply(from, steps);
      for (const id of result.changed) changed.add(id);
      if (result.incomplete.size > 0) this.#doubt(`the RPC left out the beginning of job ${[...result.incomplete][0]}`);
      from = to + 1n;
      // Kept at once, so that a long first reading goes on where it stopped when the RPC fails in between.
      this.#cursor = from;
    }
    return changed;
  }

  /** Undefined when the RPC refused the range: the next try asks for half. */
  async #steps(fromBlock: bigint, toBlock: bigint): Promise<JobStep[] | undefined> {
    const { client, escrow, chunkBlocks, log } = this.#options;
    try {
      const logs = parseEventLogs({
        abi: jobEscrowAbi,
        logs: await client.getLogs({ address: escrow, fromBlock, toBlock }),
      });
      if (this.#chunk < BigInt(chunkBlocks)) this.#chunk *= 2n;
      return logs.flatMap((event) => {
        const { args, blockNumber: block, logIndex } = event;
        if (!("jobId" in args)) return [];
        return [{ jobId: args.jobId, block, logIndex, next: (before) => stepOf(before, event) }];
      });
    } catch (error) {
      const isRange = /range|too many|limit|exceed|more than/i.test(String(error));
      if (!isRange || toBlock === fromBlock || this.#chunk === 1n) throw error;
      this.#chunk /= 2n;
      log.debug({ blocks: `${this.#chunk}` }, "the RPC refuses so long a range: asking for half");
      return undefined;
    }
  }

  /** Moves cursor and anchor to the window's edge. */
  async #settle(latest: bigint): Promise<void> {
    const { client, reorgBlocks, startBlock } = this.#options;
    const edge = latest - BigInt(reorgBlocks);
    this.#cursor = edge < startBlock ? startBlock : edge + 1n;
    if (edge < startBlock || this.#anchor?.number === edge) return;
    const block = await client.getBlock({ blockNumber: edge });
    this.#anchor = { number: edge, hash: block.hash };
    this.book.forgetBefore(edge);
  }
}

const minimum = (a: bigint, b: bigint): bigint => (a < b ? a : b);

function stepOf(before: Job | undefined, event: JobEscrowEvent): Job | undefined {
  // Some events carry the job whole, the others need the job before them.
  return before === undefined && !("job" in event.args) ? undefined : applyJobEvent(before, event);
}
