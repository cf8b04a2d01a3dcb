import { cleanCell, ownText } from "../csv/cell.ts";
import { openCsv } from "../csv/rows.ts";
import { listNames, nearest, problem } from "../errors.ts";
import type { TrainContext } from "../family.ts";
import { dataOf, pathOf } from "../inputs.ts";

/** As many different texts are no groups to compare with, and more would fill the memory. */
const MOST_TEXTS = 1_000_000;
/** Rows that there is room for at first. */
const FIRST_ROWS = 4_096;

/** What each row is said to be. */
export interface Truths {
  /** The number of each row's text, of the training file, then of the test file; -1 where there is none. */
  readonly codes: Int32Array;
  readonly texts: readonly string[];
}

/**
 * Reads the target column that a job names for comparison.
 * @param mostTexts different values that a column may have.
 * @returns undefined when it names none; no truths when there are too many different ones.
 * @throws BlacktailError TARGET_UNKNOWN, DATA_…, INPUT_MISSING
 */
export async function readTruths(
  { spec, inputs }: Pick<TrainContext, "spec" | "inputs">,
  mostTexts: number = MOST_TEXTS,
): Promise<{ readonly target: string; readonly truths?: Truths } | undefined> {
  const train = dataOf(spec, "train");
  const test = dataOf(spec, "test");
  if (train?.target === undefined) return undefined;
  const { target } = train;
  const reader = new TruthReader(mostTexts);
  const { names, found } = await readColumn(pathOf(inputs, train), target, reader);
  if (!found) {
    const guess = nearest(target, names);
    throw problem(
      "TARGET_UNKNOWN",
      `There is no column "${target}" to compare with; the columns are ${listNames(names)}.`,
      guess === undefined ? "Name one of these columns, or none." : `Did you mean "${guess}"?`,
    );
  }
  if (test !== undefined) await readColumn(pathOf(inputs, test), target, reader);
  const truths = reader.finish();
  return truths === undefined ? { target } : { target, truths };
}

/** Reads a column's cells, empty ones where there is no such column. */
async function readColumn(
  path: string,
  name: string,
  reader: TruthReader,
): Promise<{ names: readonly string[]; found: boolean }> {
  // How large a file may be is for `loadTable` to say.
  const { header, batches } = await openCsv(path, { maxBytes: Number.POSITIVE_INFINITY });
  const place = header.names.indexOf(name);
  for await (const rows of batches) for (const row of rows) reader.push(cleanCell(row[place] ?? ""));
  return { names: header.names, found: place !== -1 };
}

/** Gives each text a number as rows come, so that a row costs the same whatever its text. */
class TruthReader {
  readonly #mostTexts: number;
  readonly #numbers = new Map<string, number>();
  #codes = new Int32Array(FIRST_ROWS);
  #rows = 0;

  constructor(mostTexts: number) {
    this.#mostTexts = mostTexts;
  }

  push(text: string): void {
    if (this.#rows === this.#codes.length) {
      const longer = new Int32Array(2 * this.#rows);
      longer.set(this.#codes);
      this.#codes = longer;
    }
    this.#codes[this.#rows++] = text === "" ? -1 : this.#numberOf(text);
  }

  /** @returns undefined when there were too many different texts. */
  finish(): Truths | undefined {
    if (this.#numbers.size > this.#mostTexts) return undefined;
    return { codes: this.#codes.slice(0, this.#rows), texts: Array.from(this.#numbers.keys()) };
  }

  #numberOf(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    // One more says that there are too many.
    if (this.#numbers.size > this.#mostTexts) return -1;
    this.#numbers.set(ownText(text), this.#numbers.size);
    return this.#numbers.size - 1;
  }
}
