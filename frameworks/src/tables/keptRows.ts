import { ownText } from "../csv/cell.ts";
import type { Random } from "../random.ts";

/** The sample of more rows than fit is this part of what would fit: enough to know columns by, and soon looked through. */
const SAMPLE_PART = 0.2;

/**
 * The rows of a file while it passes by: all that there are, or once they are too many or too long a random sample of them (Vitter,
 * "Random sampling with a reservoir", 1985).
 */
export class KeptRows {
  /** Rows so far. */
  count = 0;
  /** Whether they are all here. */
  whole = true;
  readonly #limit: number;
  readonly #maxCharacters: number;
  readonly #random: Random;
  readonly #rows: string[][] = [];
  readonly #numbers: number[] = [];
  #characters = 0;

  /** @param limit rows at most, and characters in them. */
  constructor(limit: number, maxCharacters: number, random: Random) {
    this.#limit = limit;
    this.#maxCharacters = maxCharacters;
    this.#random = random;
  }

  push(row: readonly string[]): void {
    const number = this.count++;
    if (this.whole) {
      const characters = this.#characters + charactersOf(row);
      const fits = number < this.#limit && characters <= this.#maxCharacters;
      // The first row stays, however long it is.
      if (fits || number === 0) {
        this.#put(number, row, number);
        return;
      }
      this.whole = false;
      this.#shrink(Math.ceil(Math.min(number, this.#limit) * SAMPLE_PART));
    }
    const place = this.#random.below(this.count);
    if (place >= this.#rows.length) return;
    this.#put(place, row, number);
    // A part of a random sample is one as well; rows that grow longer leave it smaller.
    while (this.#characters > this.#maxCharacters && this.#rows.length > 1) {
      this.#shrink(Math.ceil(this.#rows.length * SAMPLE_PART));
    }
  }

  /** The rows kept, in their order, and their numbers in the file. */
  finish(): { rows: string[][]; numbers: Int32Array } {
    const numbers = this.#numbers;
    const order = Array.from(numbers.keys());
    if (!this.whole) order.sort((a, b) => (numbers[a] ?? 0) - (numbers[b] ?? 0));
    return {
      rows: order.map((place) => this.#rows[place] ?? []),
      numbers: Int32Array.from(order, (place) => numbers[place] ?? 0),
    };
  }

  #put(place: number, row: readonly string[], number: number): void {
    this.#characters += charactersOf(row) - charactersOf(this.#rows[place] ?? []);
    this.#rows[place] = row.map(ownText);
    this.#numbers[place] = number;
  }

  /** Leaves so many rows at random. */
  #shrink(size: number): void {
    const chosen = this.#random.shuffle(Int32Array.from(this.#rows.keys())).slice(0, size).sort();
    this.#characters = 0;
    chosen.forEach((from, to) => {
      const row = this.#rows[from] ?? [];
      this.#rows[to] = row;
      this.#numbers[to] = this.#numbers[from] ?? 0;
      this.#characters += charactersOf(row);
    });
    this.#rows.length = chosen.length;
    this.#numbers.length = chosen.length;
  }
}

function charactersOf(row: readonly string[]): number {
  let characters = 0;
  for (const cell of row) characters += cell.length;
  return characters;
}
