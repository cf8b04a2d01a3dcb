import type { Hex } from "viem";

/** An event of one thing that events tell of (a job, a panel): what it makes of it, given the thing before (undefined when nothing was known). */
export type EventStep<T> = {
  id: bigint;
  block: bigint;
  blockHash: Hex;
  logIndex: number;
  /** Undefined when the thing before it must be known and is not. */
  next: (before: T | undefined) => T | undefined;
};

/** A thing as one event left it, and as it was before. */
type Entry<T> = Pick<EventStep<T>, "block" | "blockHash" | "logIndex"> & { value: T; before: T | undefined };

/**
 * Things as the chain's events tell them, by their numbers. A window of recent blocks is read again at each look and replaces what was
 * known of it, so a reorganisation undoes itself; what an event made of a thing stays one object as long as nothing before it changes. What is final and older than the window is forgotten: memory follows what is open only.
 */
export class EventBook<T> {
  readonly #entries = new Map<bigint, Entry<T>[]>();
  readonly #isFinal: (value: T) => boolean;

  constructor(isFinal: (value: T) => boolean) {
    this.#isFinal = isFinal;
  }

  /**
   * Replaces everything known of blocks from `fromBlock` on.
   *
   * @returns Ids of what has another latest event than before, and of those whose beginning is missing.
   */
  apply(fromBlock: bigint, steps: readonly EventStep<T>[]): { changed: Set<bigint>; incomplete: Set<bigint> } {
    const before = new Map(this.#entries);
    for (const [id, list] of this.#entries) {
      const kept = list.filter(({ block }) => block < fromBlock);
      // Of what is settled history only the newest state matters.
      if (kept.length === 0) this.#entries.delete(id);
      else this.#entries.set(id, kept.slice(-1));
    }
    const incomplete = new Set<bigint>();
    for (const step of steps.toSorted(byPosition)) {
      const list = this.#entries.get(step.id) ?? [];
      const entry = entryOf(step, list.at(-1)?.value, before.get(step.id));
      if (entry === undefined) incomplete.add(step.id);
      else this.#entries.set(step.id, [...list, entry]);
    }
    return { changed: this.#changes(before), incomplete };
  }

  /** Drops what is final and whose last event is older than `block`. */
  forgetBefore(block: bigint): void {
    for (const [id, list] of this.#entries) {
      const last = list.at(-1);
      if (last === undefined || (last.block < block && this.#isFinal(last.value))) this.#entries.delete(id);
    }
  }

  get(id: bigint): T | undefined {
    return this.#entries.get(id)?.at(-1)?.value;
  }

  /** Everything known, the lowest id first. */
  all(): { id: bigint; value: T }[] {
    return [...this.#entries]
      .flatMap(([id, list]) => list.slice(-1).map(({ value }) => ({ id, value })))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  }

  #changes(before: ReadonlyMap<bigint, Entry<T>[]>): Set<bigint> {
    const changed = new Set<bigint>();
    for (const id of new Set([...before.keys(), ...this.#entries.keys()])) {
      const [old, now] = [before.get(id)?.at(-1), this.#entries.get(id)?.at(-1)];
      if (old === undefined || now === undefined || !isSameEvent(old, now)) changed.add(id);
    }
    return changed;
  }
}

/** What the event makes of the thing: as it was known already, if what was before it is the same. */
function entryOf<T>(step: EventStep<T>, before: T | undefined, known: Entry<T>[] = []): Entry<T> | undefined {
  const old = known.find((entry) => isSameEvent(entry, step) && entry.before === before);
  if (old !== undefined) return old;
  const { block, blockHash, logIndex, next } = step;
  const value = next(before);
  return value === undefined ? undefined : { value, before, block, blockHash, logIndex };
}

type Position = Pick<EventStep<unknown>, "block" | "blockHash" | "logIndex">;

function byPosition(a: Position, b: Position): number {
  return a.block === b.block ? a.logIndex - b.logIndex : a.block < b.block ? -1 : 1;
}

/** A block's hash stands for everything before it: the same last event means the same history. */
function isSameEvent(a: Position, b: Position): boolean {
  return a.blockHash === b.blockHash && a.logIndex === b.logIndex;
}
