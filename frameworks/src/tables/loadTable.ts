import { type Need, TabularConfig } from "@blacktail/sdk/families";
import { openCsv } from "../csv/rows.ts";
import { MAX_STREAMED_BYTES } from "../csv/source.ts";
import { listNames, problem } from "../errors.ts";
import type { TrainContext } from "../family.ts";
import { dataOf, pathOf } from "../inputs.ts";
import { createRandom } from "../random.ts";
import { droppedRows } from "./droppedRows.ts";
import { type Encoder, type FeatureForm, featureCount, fitEncoders } from "./encoders.ts";
import type { ReadyMatrix } from "./featureMatrix.ts";
import { encodeTable, MAX_VALUES, type Matrices, type Parts, stackedMatrices } from "./matrices.ts";
import { type Feature, screenColumns } from "./screen.ts";
import { holdOut, joinRows, strata } from "./split.ts";
import { openTableFile, type TableFile } from "./tableFile.ts";
import { readRows, type TableRows } from "./tableRows.ts";
import { pickTarget, type Target } from "./target.ts";
import { extendTarget, readTestTable } from "./testRows.ts";

const TEXT_COLUMNS = 100;

type Reading = Pick<
  TabularConfig,
  "split" | "ignore" | "keep" | "task" | "impute" | "missingIndicator" | "maxCategories" | "maxTerms" | "header"
>;

export interface LoadOptions extends Partial<Reading> {
  /** Whether the training data must name a target column; with "none" it has no say. */
  readonly target: Need;
  /** Keeps rows whose target is not known: their label is -1 (NaN for a quantity), and `unlabelled` lists them. */
  readonly allowMissingTarget?: boolean;
  /** Ways to divide the rows that are not for testing, by the columns and rows; a column of text counts as many. By default one. */
  readonly folds?: number | ((columns: number, rows: number) => number);
  /** Cells of the file, and features, that are held in memory at most. */
  readonly memory?: { readonly cells: number; readonly values: number };
}

/** Positions of rows: 0 is the first row of the matrix. */
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
  /** The features, float32 [rows, width], wherever they are, in either form. */
  matrix(form: FeatureForm): Promise<ReadyMatrix>;
  /** A value per row. */
  readonly target?: Target;
  /** The first of `folds`, and the rows to measure on: those of the job's test file where there is one. */
  readonly split: Rows & { readonly test: Int32Array };
  readonly folds: readonly Rows[];
  /** Rows whose target is not known; in no part of the split. */
  readonly unlabelled: Int32Array;
  /** Sentences for the user: columns left out, rows dropped. */
  readonly warnings: readonly string[];
}

/**
 * Reads a job's training table (and test table), divides its rows, chooses its columns and encodes them. The choice, and what an
 * encoder knows, come from rows that are not for testing. A table too large for memory is read twice: types, columns and encoders come from a
 * random sample of its rows, the features go to the scratch folder.
 * @throws BlacktailError DATA_…, TARGET_…, INPUT_MISSING
 */
export async function loadTable(
  context: Pick<TrainContext, "spec" | "inputs" | "onProgress" | "scratch">,
  options: LoadOptions,
): Promise<LoadedTable> {
  const { spec, inputs, onProgress, scratch } = context;
  const reading = { ...TabularConfig.parse({}), ...options };
  const trainData = dataOf(spec, "train");
  const name = options.target === "none" ? undefined : trainData?.target;
  if (trainData === undefined) {
    throw problem(
      "INPUT_MISSING",
      "There is no training data.",
      'Give a file with --data (in a spec: under "data", with the role "train").',
    );
  }
  const path = pathOf(inputs, trainData);
  if (name === undefined && options.target === "required") throw await missingTarget(path, reading.header);
  onProgress({ phase: "training", step: 0, totalSteps: 0, epoch: 0, message: "reading the data" });
  const opening = { header: reading.header, maxCells: options.memory?.cells, seed: spec.seed, target: name };
  const file = await openTableFile(path, opening);
  const read = readRows(file, name, reading.task, options.allowMissingTarget ?? false);
  const { sample, target } = read;
  const testData = dataOf(spec, "test");
  const division = holdOut(strata(target, read.rows), reading.split, createRandom(spec.seed, 1));
  const seen = withoutTest(read, testData === undefined ? division.test : new Int32Array());
  const { features: columns, warnings } = screenColumns(file.table, seen.target, seen.rows, reading);
  warnings.unshift(...notesOf(file));
  warnings.push(...droppedRows(read.dropped, name ?? ""));

  const { folds: wanted = 1 } = options;
  const folds = division.divide(typeof wanted === "number" ? wanted : wanted(widthOf(columns), read.rows));
  if (target !== undefined) {
    const without = folds.some(({ validation }) => validation.length === 0) && !options.allowMissingTarget;
    if (without || (testData === undefined && division.test.length === 0)) throw tooFew(target, read.rows, without);
  }
  const encoders = fitEncoders(columns, seen.rows, reading, file.table);
  const encoding = {
    encoders,
    maxValues: options.memory?.values ?? MAX_VALUES,
    folder: scratch,
  };
  const own = await encodeTable({
    ...encoding,
    rows: read.rows,
    name: "train",
    parts: () => partsOf(file, encoders, sample.rows),
  });
  const shared = { encoders, unlabelled: read.unlabelled, warnings };
  if (testData === undefined) return loaded({ ...shared, target, matrices: own, folds, test: division.test });

  const test = await readTestTable(pathOf(inputs, testData), { ...opening, ...encoding, known: target });
  return loaded({
    ...shared,
    target: target && extendTarget(target, test.truths),
    matrices: stackedMatrices(own, test.matrices),
    // With a test file of its own, the rows meant for testing can teach.
    folds: folds.map(({ train, validation }) => ({ train: joinRows(train, division.test), validation })),
    test: Int32Array.from({ length: test.matrices.rows }, (_, index) => read.rows + index),
  });
}

function loaded({
  matrices,
  target,
  test,
  ...rest
}: Pick<LoadedTable, "encoders" | "folds" | "unlabelled" | "warnings"> & {
  matrices: Matrices<ReadyMatrix>;
  target: Target | undefined;
  test: Int32Array;
}): LoadedTable {
  const [first = { train: new Int32Array(), validation: new Int32Array() }] = rest.folds;
  return {
    ...rest,
    ...(target === undefined ? {} : { target }),
    rows: matrices.rows,
    width: featureCount(rest.encoders),
    split: { ...first, test },
    matrix: (form) => matrices.of(form),
  };
}

/** What is wrong with the file itself is said first. @throws BlacktailError as `openCsv` */
async function missingTarget(path: string, header: Reading["header"]) {
  const file = await openCsv(path, { header, maxBytes: MAX_STREAMED_BYTES });
  try {
    await file.batches.next();
  } finally {
    await file.close();
  }
  return problem(
    "TARGET_UNKNOWN",
    `Nothing says which column to predict; the columns are ${listNames(file.header.names)}.`,
    'Name it with --target (in a spec: "target" of the training data).',
  );
}

/** The rows to choose columns by and to learn encoders from, with their part of the target. */
function withoutTest({ rows, sample, target }: TableRows, test: Int32Array): { rows: Int32Array; target?: Target } {
  const held = new Uint8Array(rows);
  for (const position of test) held[position] = 1;
  const seen = (_: number, index: number) => held[sample.positions[index] ?? 0] === 0;
  const own = sample.rows.filter(seen);
  return target === undefined
    ? { rows: own }
    : { rows: own, target: pickTarget(target, sample.positions.filter(seen)) };
}

/** Groups of fewer than three rows are learned from whole: where all are so small, nothing is left to measure on. */
function tooFew(target: Target, rows: number, validation: boolean) {
  const groups = target.kind === "classification" ? ` of ${target.classes.length} classes` : "";
  return problem(
    "DATA_TOO_FEW_ROWS",
    `The ${rows} rows${groups} in the target "${target.name}" are too few to set some aside for ${validation ? "validation" : "testing"}.`,
    "Give more rows of each class, or larger parts for validation and testing.",
  );
}

/** Columns, those of words by what they cost. */
function widthOf(columns: readonly Feature[]): number {
  return columns.reduce((sum, { type }) => sum + (type === "text" ? TEXT_COLUMNS : 1), 0);
}

function notesOf({ table, whole, rows }: TableFile): string[] {
  const notes = table.note === undefined ? [] : [table.note];
  if (!whole)
    notes.push(`The file is large: what its columns hold was learned from ${table.rows} of its ${rows} rows.`);
  return notes;
}

/** A file's rows to encode: those chosen of a whole table, all of a large one. */
async function* partsOf(file: TableFile, encoders: readonly Encoder[], chosen: Int32Array): Parts {
  for await (const table of file.parts(encoders.map(({ name }) => name))) {
    yield { table, rows: file.whole ? chosen : Int32Array.from({ length: table.rows }, (_, row) => row) };
  }
}
