import { cleanCell, isNaNWord, ownText } from "./cell.ts";
import type { Column } from "./table.ts";

/** Collects a column's cells, row by row. */
export class ColumnBuilder {
  readonly #name: string;
  readonly #values: string[] = [];
  readonly #codeOf = new Map<string, number>();
  #codes = new Int32Array(1_024);
  #length = 0;
  #nans = 0;

  constructor(name: string) {
    this.#name = name;
  }

  /** Different values so far. */
  get unique(): number {
    return this.#values.length;
  }

  push(cell: string): void {
    const value = cleanCell(cell);
    if (value === "" && isNaNWord(cell)) this.#nans++;
    let code = this.#codeOf.get(value);
    if (code === undefined) {
      const own = ownText(value);
      code = this.#values.length;
      this.#codeOf.set(own, code);
      this.#values.push(own);
    }
    if (this.#length === this.#codes.length) {
      const grown = new Int32Array(this.#length * 2);
      grown.set(this.#codes);
      this.#codes = grown;
    }
    this.#codes[this.#length++] = code;
  }

  finish(): Column {
    const column = { name: this.#name, codes: this.#codes.slice(0, this.#length), values: this.#values };
    return this.#nans === 0 ? column : { ...column, nans: this.#nans };
  }
}
