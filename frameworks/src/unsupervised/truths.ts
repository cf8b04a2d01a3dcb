import { cleanCell } from "../csv/cell.ts";
import { openCsv } from "../csv/rows.ts";
import { listNames, nearest, problem } from "../errors.ts";
import type { TrainContext } from "../family.ts";
import { dataOf, pathOf } from "../inputs.ts";

/** A column to compare with. */
interface Truths {
  readonly target: string;
  /** A text per row of the training file, then of the test file; empty where there is none. */
  readonly values: readonly string[];
}

/**
 * Reads the target column that a job names for comparison.
 * @returns undefined when it names none.
 * @throws BlacktailError TARGET_UNKNOWN, DATA_…, INPUT_MISSING
 */
export async function readTruths({ spec, inputs }: Pick<TrainContext, "spec" | "inputs">): Promise<Truths | undefined> {
  const train = dataOf(spec, "train");
  const test = dataOf(spec, "test");
  if (train?.target === undefined) return undefined;
  const { target } = train;
  const own = await readColumn(pathOf(inputs, train), target);
  if (own.names !== undefined) {
    const guess = nearest(target, own.names);
    throw problem(
      "TARGET_UNKNOWN",
      `There is no column "${target}" to compare with; the columns are ${listNames(own.names)}.`,
      guess === undefined ? "Name one of these columns, or none." : `Did you mean "${guess}"?`,
    );
  }
  const more = test === undefined ? [] : (await readColumn(pathOf(inputs, test), target)).values;
  return { target, values: [...own.values, ...more] };
}

/** A column's cells; where there is no such column, empty ones and the names of those that there are. */
async function readColumn(path: string, name: string): Promise<{ values: string[]; names?: readonly string[] }> {
  // How large a file may be is for those to say who hold all of it.
  const { header, rows } = await openCsv(path, { maxBytes: Number.POSITIVE_INFINITY });
  const place = header.names.indexOf(name);
  const values: string[] = [];
  for await (const row of rows) values.push(cleanCell(row[place] ?? ""));
  return place === -1 ? { values, names: header.names } : { values };
}
