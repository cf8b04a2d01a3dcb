import type { JobSpec } from "@blacktail/sdk";
import { type Need, TabularConfig } from "@blacktail/sdk/families";
import { readTable, type Table } from "../csv/table.ts";
import { problem } from "../errors.ts";
import type { TrainContext } from "../family.ts";
import { createRandom } from "../random.ts";
import { encodeRows } from "./encode.ts";
import { type Encoder, featureCount, fitEncoders } from "./encoders.ts";
import { screenColumns } from "./screen.ts";
import { splitRows, strata } from "./split.ts";
import { isLabelled, readTarget, type Target } from "./target.ts";
import { appendTestRows } from "./testRows.ts";

const MAX_VALUES = 400_000_000;

type Reading = Pick<
  TabularConfig,
  "split" | "ignore" | "keep" | "task" | "impute" | "missingIndicator" | "maxCategories" | "maxTerms" | "header"
>;

export interface LoadOptions extends Partial<Reading> {
  /** Whether the training data must name a target column; with "none" it has no say. */
  readonly target: Need;
  /** Keeps rows whose target is not known: their label is -1 (NaN for a quantity), and `unlabelled` lists them. */
  readonly allowMissingTarget?: boolean;
  /** Ways to divide the rows that are not for testing; by default one. */
  readonly folds?: number | ((columns: number, rows: number) => number);
}

/** Positions of rows: 0 is the first row of `features`. */
interface Rows {
  readonly train: Int32Array;
  readonly validation: Int32Array;
}

/** A job's table: encoded, and divided by use. */
export interface LoadedTable {
  readonly encoders: readonly Encoder[];
  /** Features of a row. */
  readonly width: number;
  /** Rows of the training file, those of a test file after them. */
  readonly rows: number;
  /** float32 [rows, width] */
  readonly features: Float32Array;
  /** A value per row of `features`. */
  readonly target?: Target;
  /** The first of `folds`, and the rows to measure on: those of the job's test file where there is one. */
  readonly split: Rows & { readonly test: Int32Array };
  readonly folds: readonly Rows[];
  /** Rows whose target is not known; in no part of the split. */
  readonly unlabelled: Int32Array;
  /** Sentences for the user: columns left out, rows dropped. */
  readonly warnings: readonly string[];
  /** The training file, and which of its rows each position is. */
  readonly table: Table;
  readonly tableRows: Int32Array;
}

/**
 * Reads a job's training table (and test table), chooses its columns, divides its rows and encodes them. What an encoder knows it
 * learned from rows that are not for testing.
 * @throws BlacktailError DATA_…, TARGET_…, INPUT_MISSING
 */
export async function loadTable(
  { spec, inputs, onProgress }: Pick<TrainContext, "spec" | "inputs" | "onProgress">,
  options: LoadOptions,
): Promise<LoadedTable> {
  const reading = { ...TabularConfig.parse({}), ...options };
  const trainData = dataOf(spec, "train");
  const name = options.target === "none" ? undefined : trainData?.target;
  if (trainData === undefined) {
    throw problem("INPUT_MISSING", "The job names no training data.", 'Give a file with the role "train".');
  }
  if (name === undefined && options.target === "required") {
    throw problem(
      "TARGET_UNKNOWN",
      "The training data names no target column.",
      'Set "target" to the column to predict.',
    );
  }
  onProgress({ phase: "training", step: 0, totalSteps: 0, epoch: 0, message: "reading the data" });
  const table = await readTable(pathOf(inputs, trainData.digest), { header: reading.header });
  const read = readRows(table, name, reading.task, options.allowMissingTarget);
  const tableRows = read.rows;
  const { features: columns, warnings } = screenColumns(table, read.target, tableRows, reading);
  if (table.note !== undefined) warnings.unshift(table.note);
  const dropped = table.rows - tableRows.length;
  if (dropped > 0) warnings.push(`${dropped} rows have no value in "${name ?? ""}" and are left out.`);

  const testData = dataOf(spec, "test");
  const { folds = 1 } = options;
  const count = typeof folds === "number" ? folds : folds(columns.length, tableRows.length);
  const groups = strata(read.target, tableRows.length);
  const division = splitRows(groups, reading.split, count, createRandom(spec.seed, 1));
  const { target: known } = read;
  const unlabelled =
    known === undefined ? new Int32Array() : Int32Array.from(tableRows.keys()).filter((row) => !isLabelled(known, row));
  // With a test file of its own, the rows meant for testing can teach.
  const spare = testData === undefined ? new Int32Array() : division.test;
  const [fold] = division.folds;
  const seen = joinRows(fold?.train ?? [], fold?.validation ?? [], spare, unlabelled);
  const encoders = fitEncoders(
    columns,
    seen.map((position) => tableRows[position] ?? 0),
    reading,
    table,
  );
  checkSize(encoders, tableRows.length);
  const loaded = {
    encoders,
    width: featureCount(encoders),
    rows: tableRows.length,
    features: await encodeRows(table, tableRows, encoders),
    ...(known === undefined ? {} : { target: known }),
    folds: division.folds.map(({ train, validation }) => ({ train: joinRows(train, spare), validation })),
    unlabelled,
    warnings,
    table,
    tableRows,
  };
  const [first = { train: new Int32Array(), validation: new Int32Array() }] = loaded.folds;
  const whole = { ...loaded, split: { ...first, test: division.test } };
  return testData === undefined
    ? whole
    : withTestRows(whole, await readTable(pathOf(inputs, testData.digest), { header: reading.header }));
}

function readRows(
  table: Table,
  name: string | undefined,
  task: TabularConfig["task"],
  allowMissing: boolean | undefined,
): { target?: Target; rows: Int32Array } {
  if (name !== undefined) return readTarget(table, name, task, { allowMissing });
  if (table.rows === 0) throw problem("DATA_NO_ROWS", "The file has a header and no rows.", "Give rows.");
  return { rows: Int32Array.from({ length: table.rows }, (_, row) => row) };
}

/** Puts the rows of a test file behind those of the training file. */
async function withTestRows(loaded: LoadedTable, table: Table): Promise<LoadedTable> {
  const { encoders, split } = loaded;
  const { target, rows, positions } = appendTestRows(loaded.target, loaded.rows, table, encoders);
  const added = await encodeRows(table, rows, encoders);
  const features = new Float32Array(loaded.features.length + added.length);
  features.set(loaded.features);
  features.set(added, loaded.features.length);
  return {
    ...loaded,
    rows: loaded.rows + rows.length,
    features,
    ...(target === undefined ? {} : { target }),
    split: { ...split, test: positions },
  };
}

/** Positions of several parts in rising order. */
export function joinRows(...parts: readonly ArrayLike<number>[]): Int32Array {
  const joined = new Int32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let start = 0;
  for (const part of parts) {
    joined.set(part, start);
    start += part.length;
  }
  return joined.sort();
}

const dataOf = (spec: JobSpec, role: "train" | "test") => spec.data.find((data) => data.role === role);

function pathOf(inputs: ReadonlyMap<string, string>, digest: string): string {
  const path = inputs.get(digest);
  if (path === undefined)
    throw problem("INPUT_MISSING", `There is no local copy of the input ${digest}.`, "Fetch it first.");
  return path;
}

function checkSize(encoders: readonly Encoder[], rows: number): void {
  const width = featureCount(encoders);
  if (width * rows <= MAX_VALUES) return;
  throw problem(
    "DATA_TOO_LARGE",
    `${rows} rows of ${width} features are ${width * rows} values; the limit is ${MAX_VALUES}.`,
    "Give fewer rows or columns, or lower maxCategories.",
  );
}
