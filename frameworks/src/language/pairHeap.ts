interface Entry {
  readonly key: number;
  readonly count: number;
}

/** Counts of pairs, with the most frequent at hand (ties: the lowest key). */
export class PairHeap {
  readonly #counts = new Map<number, number>();
  readonly #changed = new Set<number>();
  /** A binary heap; entries whose count is no longer true are skipped when they surface. */
  readonly #heap: Entry[] = [];

  add(key: number, times: number): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + times);
    this.#changed.add(key);
  }

  /** Puts what was changed in its place. */
  settle(): void {
    for (const key of this.#changed) {
      const count = this.#counts.get(key) ?? 0;
      if (count > 0) this.#push({ key, count });
      else this.#counts.delete(key);
    }
    this.#changed.clear();
  }

  most(): Entry | undefined {
    for (let top = this.#heap[0]; top !== undefined; top = this.#heap[0]) {
      if (this.#counts.get(top.key) === top.count) return top;
      this.#pop();
    }
    return undefined;
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let place = heap.push(entry) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!before(entry, heap[parent] as Entry)) break;
      heap[place] = heap[parent] as Entry;
      place = parent;
    }
    heap[place] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= heap.length) break;
      const other = heap[child + 1];
      if (other !== undefined && before(other, heap[child] as Entry)) child++;
      if (!before(heap[child] as Entry, last)) break;
      heap[place] = heap[child] as Entry;
      place = child;
    }
    heap[place] = last;
  }
}

const before = (a: Entry, b: Entry) => a.count > b.count || (a.count === b.count && a.key < b.key);
