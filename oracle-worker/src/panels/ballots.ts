import type { VoteReason } from "@blacktail/sdk";
import type { Address, Hex } from "viem";
import { Journal } from "../data/journal.ts";

/** A vote that is decided; on disk before its commitment leaves. Who cannot reveal what it committed to is slashed. */
export type Ballot = {
  type: "ballot";
  panelId: string;
  /** See `subjectOf`. */
  subject: Hex;
  member: Address;
  /** Bit i: candidate i is acceptable. */
  vote: number;
  /** Digest of `document`. */
  reason: Hex;
  document: VoteReason;
  salt: Hex;
  /** Unix ms. */
  at: number;
};
type Over = { type: "over" } & Pick<Ballot, "panelId" | "subject">;
type Record = Ballot | Over;

/** The journal is rewritten at start when it is larger than this, bytes. */
const COMPACT_ABOVE = 262_144;

/** The provider's votes, in a journal of their own. */
export class Ballots {
  readonly #journal: Journal<Record>;
  /** By panel and question: a reorganisation may give the panel's number to another question, and a later one give it back. */
  readonly #ballots = new Map<string, Ballot>();

  /** @throws BlacktailError what `Journal.open` says */
  constructor(path: string) {
    const { journal, records } = Journal.open<Record>(path);
    this.#journal = journal;
    for (const record of records) this.#take(record);
    if (journal.size > COMPACT_ABOVE) journal.rewrite([...this.#ballots.values()]);
  }

  /** The vote on exactly this question. */
  get(panelId: bigint, subject: Hex): Ballot | undefined {
    return this.#ballots.get(keyOf({ panelId: `${panelId}`, subject }));
  }

  /** @throws BlacktailError when the disk refuses it; then nothing has changed. */
  keep(ballot: Ballot): void {
    this.#add(ballot);
  }

  /** Forgets the votes of panels that are no longer in question; `at`: when a vote was decided, Unix ms. */
  keepOnly(isKept: (panelId: bigint, at: number) => boolean): void {
    for (const { panelId, subject, at } of [...this.#ballots.values()]) {
      if (!isKept(BigInt(panelId), at)) this.#add({ type: "over", panelId, subject });
    }
  }

  close(): void {
    this.#journal.close();
  }

  #add(record: Record): void {
    this.#journal.append(record);
    this.#take(record);
  }

  #take(record: Record): void {
    if (record.type === "ballot") this.#ballots.set(keyOf(record), record);
    else this.#ballots.delete(keyOf(record));
  }
}

const keyOf = ({ panelId, subject }: Pick<Ballot, "panelId" | "subject">): string => `${panelId}:${subject}`;
