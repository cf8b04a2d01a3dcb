import { BlacktailError } from "@blacktail/sdk";
import {
  type Abi,
  type Address,
  encodeFunctionData,
  type Hex,
  keccak256,
  type PublicClient,
  type TransactionReceipt,
} from "viem";
import type { PrivateKeyAccount } from "viem/accounts";
import { Backoff } from "../chain/backoff.ts";
import type { Clock } from "../clock.ts";
import { type Log, messageOf } from "../log.ts";
import { currentFees, type Fees, raisedFees } from "./fees.ts";
import type { Memory } from "./memory.ts";
import { Queue } from "./queue.ts";
import type { Outcome, SentRecord } from "./records.ts";

/** A call that the operator wants mined once. */
export type Intent = {
  /** The same key means the same intent: it is sent once, over any number of restarts. */
  key: string;
  address: Address;
  abi: Abi;
  functionName: string;
  args: readonly unknown[];
  /** Higher goes first when several wait. */
  urgency: number;
};

export type OutboxOptions = {
  client: PublicClient;
  chainId: number;
  account: PrivateKeyAccount;
  memory: Memory;
  clock: Clock;
  log: Log;
  pollMs: number;
  stuckMs: number;
  maxFeePerGas: bigint | undefined;
  /** Ends all waiting; what is out stays in the journal. */
  signal: AbortSignal;
  onOutcome?: (key: string, outcome: Outcome) => void;
};

/** What a node did with a transaction. `waits`: it may take it later, or one that pays more. `never`: no waiting will help. */
type Reception = "taken" | "waits" | "never";

/** Gas of a plain transfer. */
const TRANSFER_GAS = 21_000n;

/** Looks at a used-up nonce without a receipt of ours before the transaction counts as lost: an RPC may show one before the other. */
const LOST_AFTER_LOOKS = 5;

/**
 * Sends the operator's transactions, one at a time. Each is signed and in the journal before it leaves, so that whatever
 * happens the very same transaction, or a replacement with its nonce, is what goes out again: never a second one.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #queue = new Queue();

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** Brings to an end what an earlier run left open. Call it before the first `send`. */
  async recover(): Promise<void> {
    const { memory, log } = this.#options;
    for (const { key, sent } of memory.openIntents()) {
      log.info({ key, nonce: sent.at(-1)?.nonce, hash: sent.at(-1)?.hash }, "resuming a transaction from the journal");
      await this.#queue.run(0, () => this.#conclude(key, true));
    }
  }

  /**
   * Simulates, journals, broadcasts and waits.
   *
   * @returns The receipt of the mined transaction, or undefined when its nonce went elsewhere: look at the chain and decide anew.
   * @throws The simulation's error (a revert, decoded by viem) before anything is signed; BlacktailError `WORKER_TX_REVERTED`;
   * an abort when the worker stops.
   */
  send(intent: Intent): Promise<TransactionReceipt | undefined> {
    return this.#queue.run(intent.urgency, async () => {
      this.#options.signal.throwIfAborted();
      if (this.#options.memory.sentFor(intent.key).length === 0) await this.#signFirst(intent);
      const receipt = await this.#conclude(intent.key, false);
      if (receipt?.status !== "reverted") return receipt;
      throw new BlacktailError({
        code: "WORKER_TX_REVERTED",
        message: `Transaction ${receipt.transactionHash} (${intent.key}) was mined but reverted.`,
        fix: "Nothing to do: the worker reads the chain again and decides anew.",
        retryable: true,
      });
    });
  }

  async #signFirst({ key, address, abi, functionName, args }: Intent): Promise<void> {
    const { client, account, maxFeePerGas } = this.#options;
    // As the next block will have it: what is due only then need not wait for a block that says so.
    await client.simulateContract({ account, address, abi, functionName, args, blockTag: "pending" });
    const data = encodeFunctionData({ abi, functionName, args });
    const [estimate, fees, nonce] = await Promise.all([
      client.estimateGas({ account, to: address, data, blockTag: "pending" }),
      currentFees(client, maxFeePerGas),
      client.getTransactionCount({ address: account.address, blockTag: "pending" }),
    ]);
    // A fifth on top: storage may be colder when it is mined than it was in the estimate.
    await this.#sign({ key, nonce, to: address, data, gas: estimate + estimate / 5n }, fees);
  }

  async #sign(
    tx: { key: string; nonce: number; to: Address; data: Hex; gas: bigint },
    fees: Fees,
  ): Promise<SentRecord> {
    const { account, chainId, clock, memory } = this.#options;
    const { key, nonce, to, data, gas } = tx;
    const raw = await account.signTransaction({ type: "eip1559", chainId, nonce, to, data, gas, ...fees });
    const record: SentRecord = {
      type: "sent",
      key,
      nonce,
      hash: keccak256(raw),
      raw,
      to,
      data,
      gas: `${gas}`,
      maxFeePerGas: `${fees.maxFeePerGas}`,
      maxPriorityFeePerGas: `${fees.maxPriorityFeePerGas}`,
      at: clock.now(),
    };
    memory.record(record);
    return record;
  }

  /** Broadcasts what is in the journal for the intent until one of its transactions is mined or its nonce is gone. */
  async #conclude(key: string, isRecovery: boolean): Promise<TransactionReceipt | undefined> {
    const { client, memory, clock, pollMs, signal, log } = this.#options;
    const backoff = new Backoff(clock, pollMs);
    let tried: Try | undefined;
    let looksAtUsedNonce = 0;
    let looksAtGap = 0;
    for (;;) {
      signal.throwIfAborted();
      const sent = memory.sentFor(key);
      const last = sent.at(-1);
      if (last === undefined) return undefined;
      try {
        const receipt = await this.#receiptOf(sent);
        if (receipt !== undefined) return this.#closeMined(key, sent, receipt);
        if (await this.#isNonceUsed(last.nonce)) {
          if (++looksAtUsedNonce >= LOST_AFTER_LOOKS) return this.#close(key, "lost");
        } else if (tried !== undefined && (await this.#isGapBefore(last.nonce))) {
          if (++looksAtGap >= LOST_AFTER_LOOKS) {
            await this.#fillGap(key);
            looksAtGap = 0;
          }
        } else if (tried === undefined) {
          // A recovered transaction may never have left: whether it still makes sense is asked before it is paid for.
          if (isRecovery && !(await this.#isKnown(sent)) && !(await this.#wouldPass(last)))
            return this.#close(key, "lost");
          const now = { at: clock.now(), head: await client.getBlockNumber() };
          // Whatever a node answers, the next try has its time; only one that did not answer is asked again at once.
          tried = now;
          const reception = await this.#broadcast(last).catch((error: unknown) => {
            if (isUnanswered(error)) tried = undefined;
            throw error;
          });
          // Where one of several was refused, another may still be on its way.
          if (reception === "never" && sent.length === 1) return this.#close(key, "lost");
        } else if (clock.now() - tried.at >= this.#options.stuckMs) {
          const head = await client.getBlockNumber();
          const hasAdvanced = head > tried.head;
          tried = { at: clock.now(), head };
          await this.#tryAgain(last, hasAdvanced);
        }
        backoff.reset();
        await clock.sleep(pollMs, signal);
      } catch (error) {
        if (error instanceof BlacktailError && !error.retryable) throw error;
        signal.throwIfAborted();
        log.warn({ key, err: error, retryMs: backoff.nextMs }, "cannot follow the transaction now; trying again");
        await backoff.pause(signal);
      }
    }
  }

  #closeMined(key: string, sent: readonly SentRecord[], receipt: TransactionReceipt): TransactionReceipt | undefined {
    const mined = sent.find(({ hash }) => hash === receipt.transactionHash);
    // The nonce is free for what comes next; the intent itself was never carried out.
    if (mined !== undefined && isCancel(mined)) return this.#close(key, "lost");
    return this.#close(key, receipt.status === "success" ? "mined" : "reverted", receipt);
  }

  #close(key: string, outcome: Outcome, receipt?: TransactionReceipt): TransactionReceipt | undefined {
    const { memory, clock, log, onOutcome } = this.#options;
    const hash = receipt?.transactionHash;
    memory.record({ type: "closed", key, outcome, ...(hash === undefined ? {} : { hash }), at: clock.now() });
    log.debug({ key, outcome, hash }, "transaction concluded");
    onOutcome?.(key, outcome);
    return receipt;
  }

  async #receiptOf(sent: readonly SentRecord[]): Promise<TransactionReceipt | undefined> {
    for (const { hash } of sent.toReversed()) {
      const receipt = await orUndefined(
        this.#options.client.getTransactionReceipt({ hash }),
        "TransactionReceiptNotFoundError",
      );
      if (receipt !== undefined) return receipt;
    }
    return undefined;
  }

  async #isNonceUsed(nonce: number): Promise<boolean> {
    const { client, account } = this.#options;
    return (await client.getTransactionCount({ address: account.address, blockTag: "latest" })) > nonce;
  }

  /** Whether a transaction before this one is missing, so that nobody can mine this one: a reorganisation took it back. */
  async #isGapBefore(nonce: number): Promise<boolean> {
    const { client, account } = this.#options;
    return (await client.getTransactionCount({ address: account.address, blockTag: "pending" })) < nonce;
  }

  /** Sends the first that is missing again, the very same if it is still known, else one that only uses up its nonce. */
  async #fillGap(waiting: string): Promise<void> {
    const { client, account, memory, log, maxFeePerGas } = this.#options;
    const nonce = await client.getTransactionCount({ address: account.address, blockTag: "pending" });
    const mined = memory.minedAt(nonce);
    // Of an intent that is out again under another nonce the old transaction would come twice.
    const old = mined !== undefined && memory.sentFor(mined.key).length === 0 ? mined : undefined;
    const key = old?.key ?? `nonce:${nonce}`;
    log.warn(
      { key, nonce, waiting },
      "a reorganisation took a transaction back: sent again, as later ones wait for it",
    );
    if (old !== undefined) memory.record(old);
    else await this.#sign(this.#cancelOf({ key, nonce }), await currentFees(client, maxFeePerGas));
    await this.#conclude(key, false);
  }

  async #isKnown(sent: readonly SentRecord[]): Promise<boolean> {
    for (const { hash } of sent.toReversed()) {
      const found = await orUndefined(this.#options.client.getTransaction({ hash }), "TransactionNotFoundError");
      if (found !== undefined) return true;
    }
    return false;
  }

  async #wouldPass({ key, to, data }: SentRecord): Promise<boolean> {
    const { client, account, log } = this.#options;
    try {
      await client.call({ account, to, data });
      return true;
    } catch (error) {
      if (!/revert/i.test(String(error))) throw error;
      log.info({ key, reason: messageOf(error) }, "a transaction that is not mined yet would revert now");
      return false;
    }
  }

  /** @throws what the connection suffers from, and answers of the node that nobody here knows; both are worth another try. */
  async #broadcast({ key, raw, hash, nonce }: SentRecord): Promise<Reception> {
    const { client, log, account } = this.#options;
    try {
      await client.sendRawTransaction({ serializedTransaction: raw });
      log.debug({ key, hash, nonce }, "transaction broadcast");
      return "taken";
    } catch (error) {
      const text = String(error);
      // The next look tells whether it was this very transaction that used the nonce.
      if (/already known|already imported|nonce too low|known transaction/i.test(text)) return "taken";
      if (/underpriced|less than block base fee|fee too low/i.test(text)) {
        log.warn({ key, hash, reason: messageOf(error) }, "the node wants a higher fee: it is raised when it is time");
        return "waits";
      }
      if (/insufficient funds/i.test(text)) {
        log.error({ key, operator: account.address }, "the operator cannot pay for gas: send it native coin");
        return "never";
      }
      if (/intrinsic gas|exceeds block gas limit|type not supported/i.test(text)) {
        log.error({ key, hash, err: error }, "the node will never take this transaction");
        return "never";
      }
      throw error;
    }
  }

  /**
   * Helps a transaction that nobody mines: by a replacement that pays more, by one that frees the nonce when the call would
   * only revert by now, or by sending it again. The nonce stays, so only one of them can ever be mined.
   *
   * @param hasAdvanced Whether a block came since the last try. Without one no fee helps: the chain stands still, or the RPC does.
   */
  async #tryAgain(last: SentRecord, hasAdvanced: boolean): Promise<void> {
    const { client, maxFeePerGas, log } = this.#options;
    const { key, nonce, hash: was } = last;
    if (!hasAdvanced) {
      log.warn({ key, hash: was }, "not mined yet, and no block came: sent again as it is");
      await this.#broadcast(last);
      return;
    }
    const isOver = !isCancel(last) && !(await this.#wouldPass(last));
    const old = { maxFeePerGas: BigInt(last.maxFeePerGas), maxPriorityFeePerGas: BigInt(last.maxPriorityFeePerGas) };
    const fees = raisedFees(old, await currentFees(client, undefined), maxFeePerGas, isOver || isCancel(last));
    if (fees === undefined) {
      log.warn({ key, hash: was }, "not mined yet at the highest fee that is sensible or allowed: sent again as it is");
      await this.#broadcast(last);
      return;
    }
    const next = await this.#sign(isOver ? this.#cancelOf(last) : { ...last, gas: BigInt(last.gas) }, fees);
    const what = isOver ? "its purpose has passed: its nonce is freed" : "not mined yet: fee raised";
    log.warn({ key, nonce, was, hash: next.hash, maxFeePerGas: next.maxFeePerGas }, what);
    await this.#broadcast(next);
  }

  #cancelOf({ key, nonce }: Pick<SentRecord, "key" | "nonce">) {
    return { key, nonce, to: this.#options.account.address, data: "0x" as const, gas: TRANSFER_GAS };
  }
}

/** When a transaction was last sent, and the chain's head then. */
type Try = { at: number; head: bigint };

/** Whether the connection failed, so that nobody knows what became of the request. */
const isUnanswered = (error: unknown): boolean =>
  error instanceof Error && (error.name === "HttpRequestError" || error.name === "TimeoutError");

const isCancel = ({ data }: SentRecord): boolean => data === "0x";

async function orUndefined<T>(promise: Promise<T>, name: string): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof Error && error.name === name) return undefined;
    throw error;
  }
}
