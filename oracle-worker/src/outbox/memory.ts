import type { Hex } from "viem";
import type { Journal } from "../data/journal.ts";
import type { CommitmentRecord, FailureRecord, ResultRecord, SentRecord, WorkerRecord } from "./records.ts";

/** The journal is rewritten at start when it is larger than this, bytes. */
const COMPACT_ABOVE = 262_144;

/** Concluded transactions that are remembered, in case a reorganisation takes them back. */
const MOST_CONCLUDED = 128;

/** What the journal says, in a form to ask. Every change is on disk before it is here. */
export class Memory {
  readonly #journal: Journal<WorkerRecord>;
  readonly #open = new Map<string, SentRecord[]>();
  /** What was mined, by nonce, the latest last. */
  readonly #mined = new Map<number, SentRecord>();
  /** By job and stage. */
  readonly #results = new Map<string, ResultRecord>();
  /** By what is on chain of them. */
  readonly #commitments = new Map<Hex, CommitmentRecord>();
  readonly #failures = new Map<string, FailureRecord>();

  constructor(journal: Journal<WorkerRecord>, records: readonly WorkerRecord[]) {
    this.#journal = journal;
    for (const record of records) this.#take(record);
    if (journal.size > COMPACT_ABOVE) {
      journal.rewrite([
        ...[...this.#open.values()].flat(),
        ...this.#results.values(),
        ...this.#commitments.values(),
        ...this.#failures.values(),
      ]);
    }
  }

  /** @throws BlacktailError when the disk refuses it; then nothing has changed. */
  record(record: WorkerRecord): void {
    this.#journal.append(record);
    this.#take(record);
  }

  /** Intents that have a transaction out and no end yet, in the order of their nonces; of each, what was sent, oldest first. */
  openIntents(): { key: string; sent: readonly SentRecord[] }[] {
    return [...this.#open]
      .map(([key, sent]) => ({ key, sent }))
      .toSorted((a, b) => (a.sent[0]?.nonce ?? 0) - (b.sent[0]?.nonce ?? 0));
  }

  sentFor(key: string): readonly SentRecord[] {
    return this.#open.get(key) ?? [];
  }

  /** The transaction that was last mined with this nonce, if that was lately. */
  minedAt(nonce: number): SentRecord | undefined {
    return this.#mined.get(nonce);
  }

  resultOf(jobId: bigint, stage: number): ResultRecord | undefined {
    return this.#results.get(`${jobId}:${stage}`);
  }

  /** Of all jobs and stages that are remembered. */
  results(): ResultRecord[] {
    return [...this.#results.values()];
  }

  /** What was committed to, by the commitment. */
  commitmentOf(commitment: Hex): CommitmentRecord | undefined {
    return this.#commitments.get(commitment);
  }

  /** What this worker would commit to for a result, if it has chosen a salt for it already. */
  commitmentFor(jobId: bigint, stage: number, outputDigest: Hex): CommitmentRecord | undefined {
    return [...this.#commitments.values()].find(
      (record) => record.jobId === `${jobId}` && record.stage === stage && record.body.outputDigest === outputDigest,
    );
  }

  failureOf(jobId: bigint, deadline: bigint): FailureRecord | undefined {
    const failure = this.#failures.get(`${jobId}`);
    return failure?.deadline === `${deadline}` ? failure : undefined;
  }

  /** Jobs that something is remembered of. */
  jobIds(): bigint[] {
    const records = [...this.#results.values(), ...this.#commitments.values(), ...this.#failures.values()];
    return [...new Set(records.map(({ jobId }) => jobId))].map(BigInt);
  }

  #take(record: WorkerRecord): void {
    switch (record.type) {
      case "sent":
        this.#open.set(record.key, [...(this.#open.get(record.key) ?? []), record]);
        break;
      case "closed":
        this.#conclude(record.key, record.hash);
        break;
      case "result":
        this.#results.set(`${record.jobId}:${record.stage}`, record);
        break;
      case "commitment":
        this.#commitments.set(record.commitment, record);
        break;
      case "failure":
        this.#failures.set(record.jobId, record);
        break;
      case "forget":
        this.#forget(record.jobId);
    }
  }

  #conclude(key: string, hash: Hex | undefined): void {
    const mined = this.sentFor(key).find((sent) => sent.hash === hash);
    this.#open.delete(key);
    if (mined === undefined) return;
    this.#mined.delete(mined.nonce);
    this.#mined.set(mined.nonce, mined);
    const [oldest] = this.#mined.keys();
    if (oldest !== undefined && this.#mined.size > MOST_CONCLUDED) this.#mined.delete(oldest);
  }

  #forget(jobId: string): void {
    this.#failures.delete(jobId);
    for (const [key, result] of this.#results) if (result.jobId === jobId) this.#results.delete(key);
    for (const [key, { jobId: of }] of this.#commitments) if (of === jobId) this.#commitments.delete(key);
  }
}
