import { cleanCell, isInfinityWord, ownText, parseNumber } from "../csv/cell.ts";
import type { Column } from "../csv/table.ts";

/** More different texts than any classification takes. */
const MAX_TEXTS = 10_000;

/** A target column of many rows, in little memory. */
export interface TargetValues {
  /** NaN where the cell is no number, or infinite in float32. */
  readonly numbers: Float64Array;
  /** The column itself, unless it has more different texts than classes can be. */
  readonly column?: Pick<Column, "codes" | "values">;
  /** Rows with a cell that is no number, and not empty. */
  readonly stray: number;
}

/** Collects a target column, row by row. */
export class TargetReader {
  readonly #place: number;
  readonly #decimalComma: boolean;
  readonly #codeOf = new Map<string, number>();
  #numbers = new Float64Array(1_024);
  #codes = new Int32Array(1_024);
  #length = 0;
  #stray = 0;

  /** @param place the column's index; -1 when there is none. */
  constructor(place: number, decimalComma: boolean) {
    this.#place = place;
    this.#decimalComma = decimalComma;
  }

  get found(): boolean {
    return this.#place >= 0;
  }

  push(row: readonly string[]): void {
    if (this.#place < 0) return;
    const value = cleanCell(row[this.#place] ?? "");
    const number = parseNumber(value, this.#decimalComma);
    if (Number.isNaN(number) && value !== "" && !isInfinityWord(value)) this.#stray++;
    let code = this.#codeOf.get(value);
    if (code === undefined && this.#codeOf.size <= MAX_TEXTS) {
      code = this.#codeOf.size;
      this.#codeOf.set(ownText(value), code);
    }
    if (this.#length === this.#codes.length) this.#grow();
    this.#numbers[this.#length] = Number.isFinite(Math.fround(number)) ? number : Number.NaN;
    this.#codes[this.#length++] = code ?? 0;
  }

  finish(): TargetValues {
    const numbers = this.#numbers.slice(0, this.#length);
    if (this.#codeOf.size > MAX_TEXTS) return { numbers, stray: this.#stray };
    const column = { codes: this.#codes.slice(0, this.#length), values: [...this.#codeOf.keys()] };
    return { numbers, column, stray: this.#stray };
  }

  #grow(): void {
    const numbers = new Float64Array(this.#length * 2);
    numbers.set(this.#numbers);
    this.#numbers = numbers;
    const codes = new Int32Array(this.#length * 2);
    codes.set(this.#codes);
    this.#codes = codes;
  }
}
