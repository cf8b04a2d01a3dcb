import { BlacktailError } from "@blacktail/sdk";
import type { Address, Log as EventLog, Hex, PublicClient } from "viem";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";

export type Head = {
  number: bigint;
  hash: Hex;
  /** Unix seconds. */
  timestamp: number;
  /** The worker's own clock when the block was first seen, ms. */
  seenAt: number;
};

/** A log of a block that is mined. */
export type MinedLog = EventLog<bigint, number, false>;

/** Whoever keeps what a contract's events tell. */
export type Follower = {
  /** The contract. */
  readonly address: Address;
  /**
   * Replaces everything known of blocks from `fromBlock` on.
   *
   * @param logs All that the contract emitted in those blocks, in any order.
   * @returns Why they cannot be all, so that everything is read again; undefined when they may be.
   */
  apply(fromBlock: bigint, logs: readonly MinedLog[]): string | undefined;
  /** Whatever is final before this block can be forgotten: no reorganisation reaches it. */
  forgetBefore(block: bigint): void;
};

export type WatcherOptions = {
  client: PublicClient;
  startBlock: bigint;
  /** Blocks that are read again at each look. */
  reorgBlocks: number;
  chunkBlocks: number;
  clock: Clock;
  log: Log;
};

/** All events are read again at most this often, ms. */
const DOUBT_MS = 60_000;

/**
 * Reads the events of all contracts that are followed, in one look, so that what is known of one fits what is known of the others. A window
 * of recent blocks is read again each time; a reorganisation below it, or an RPC that contradicts itself, has everything read again.
 */
export class ChainWatcher {
  readonly #options: WatcherOptions;
  readonly #followers: Follower[] = [];
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

  /** Whatever is read from now on goes to this one too; of what was read before it is told at the next look. */
  follow(follower: Follower): void {
    this.#followers.push(follower);
    this.#rereadFrom = this.#options.startBlock;
  }

  /** One look at the chain. */
  async sync(): Promise<void> {
    const { client, clock, log } = this.#options;
    const block = await client.getBlock({ blockTag: "latest" });
    if (this.#genesis === undefined || block.number < (this.#head?.number ?? 0n)) await this.#checkGenesis();
    await this.#checkAnchor(block.number);
    if (this.#head !== undefined && block.number < this.#head.number && this.#cursor > block.number) {
      if (!this.#lags)
        log.warn({ was: `${this.#head.number}`, is: `${block.number}` }, "the RPC went back: waiting for it");
      this.#lags = true;
      return;
    }
    if (this.#lags) log.info({ block: `${block.number}` }, "the RPC has caught up");
    this.#lags = false;
    await this.#read(block.number);
    if (this.#head?.hash !== block.hash) {
      this.#head = { number: block.number, hash: block.hash, timestamp: Number(block.timestamp), seenAt: clock.now() };
    }
    await this.#settle(block.number);
  }

  /** Reads everything again at the next look, but not all the time. */
  doubt(reason: string): void {
    const { clock, log, startBlock } = this.#options;
    if (clock.now() < this.#doubtAgainAt) return;
    this.#doubtAgainAt = clock.now() + DOUBT_MS;
    log.warn({ reason }, "the RPC contradicts itself: reading all events again");
    this.#rereadFrom = startBlock;
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

  async #read(latest: bigint): Promise<void> {
    this.#cursor = this.#rereadFrom ?? this.#cursor;
    this.#rereadFrom = undefined;
    let from = this.#cursor;
    while (from <= latest) {
      const to = minimum(from + this.#chunk - 1n, latest);
      const logs = await this.#logs(from, to);
      if (logs === undefined) continue;
      for (const follower of this.#followers) {
        const reason = follower.apply(
          from,
          logs.filter(({ address }) => address.toLowerCase() === follower.address.toLowerCase()),
        );
        if (reason !== undefined) this.doubt(reason);
      }
      from = to + 1n;
      // Kept at once, so that a long first reading goes on where it stopped when the RPC fails in between.
      this.#cursor = from;
    }
  }

  /** Undefined when the RPC refused the range: the next try asks for half. */
  async #logs(fromBlock: bigint, toBlock: bigint): Promise<MinedLog[] | undefined> {
    const { client, chunkBlocks, log } = this.#options;
    try {
      const address = this.#followers.map((follower) => follower.address);
      const logs = await client.getLogs({ address, fromBlock, toBlock });
      if (this.#chunk < BigInt(chunkBlocks)) this.#chunk *= 2n;
      return logs;
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
    for (const follower of this.#followers) follower.forgetBefore(edge);
  }
}

const minimum = (a: bigint, b: bigint): bigint => (a < b ? a : b);
