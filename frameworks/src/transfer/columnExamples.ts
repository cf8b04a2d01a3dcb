import type { FineTuningConfig } from "@blacktail/sdk/families";
import { ownText } from "../csv/cell.ts";
import type { Table } from "../csv/table.ts";
import { listNames, problem } from "../errors.ts";
import type { TrainContext } from "../family.ts";
import { dataOf, pathOf } from "../inputs.ts";
import { createRandom } from "../random.ts";
import { droppedRows } from "../tables/droppedRows.ts";
import { joinRows, splitRows, strata } from "../tables/split.ts";
import { openTableFile, type TableFile } from "../tables/tableFile.ts";
import { readRows } from "../tables/tableRows.ts";
import { findColumn, type Target } from "../tables/target.ts";
import { extendTarget } from "../tables/testRows.ts";
import { type Cells, cellsOf, feedsOf, type Parts } from "./cells.ts";
import { CHUNK_ROWS, type Examples, type Memory } from "./examples.ts";
import type { ParentColumn } from "./parent.ts";
import { refuseParent } from "./refuseParent.ts";
import { truthsOf } from "./truthsOf.ts";

/**
 * Opens a job's table for a parent that takes columns. One too large for memory is read again whenever its cells are needed.
 * @throws BlacktailError those of `openTableFile` and `readRows`, PARENT_UNSUITABLE, DATA_COLUMN_MISSING
 */
export async function columnExamples(
  { spec, inputs, onProgress }: Pick<TrainContext, "spec" | "inputs" | "onProgress">,
  columns: readonly ParentColumn[],
  config: FineTuningConfig,
  memory?: Memory,
): Promise<Examples> {
  const data = dataOf(spec, "train");
  if (data?.target === undefined || data.format !== "csv") {
    throw problem(
      data === undefined ? "INPUT_MISSING" : "TARGET_UNKNOWN",
      "The parent takes columns, and the job names no table with a target column.",
      'Give a CSV file as training data, and set "target" to the column to predict.',
    );
  }
  const { target: name } = data;
  if (columns.some((column) => column.name === name)) {
    throw refuseParent(`it takes the column "${name}", which is the target`, "Choose another target or parent.");
  }
  onProgress({ phase: "training", step: 0, totalSteps: 0, epoch: 0, message: "reading the data" });
  const opening = { maxCells: memory?.cells, seed: spec.seed, target: name };
  const file = await openTableFile(pathOf(inputs, data), opening);
  const { rows, target, sample, dropped } = readRows(file, name, config.task, false);
  if (target === undefined) throw new TypeError("A table that must have a target has one.");
  const warnings = otherColumns(file.table, columns, name);
  warnings.push(...droppedRows(dropped, name));
  const { folds, test } = splitRows(strata(target, rows), config.split, 1, createRandom(spec.seed, 1));
  const [fold = { train: new Int32Array(), validation: new Int32Array() }] = folds;
  requireColumns(file.table, columns);
  const own = partsOf(file, columns, sample.rows);
  const common = {
    input: { columns: columns.map(({ name: column, type }) => ({ name: column, type })) },
    targetName: name,
    copies: new Int32Array(),
    warnings,
  };
  const testData = dataOf(spec, "test");
  if (testData === undefined) return { ...common, ...readers([own], columns), rows, target, split: { ...fold, test } };

  const testFile = await openTableFile(pathOf(inputs, testData), opening);
  requireColumns(testFile.table, columns);
  const truths = await testTruths(testFile, target);
  const added = truths.reduce((sum, part) => sum + part.length, 0);
  return {
    ...common,
    ...readers([own, knownPartsOf(testFile, columns, target)], columns),
    rows: rows + added,
    target: extendTarget(target, truths),
    // With a test file of its own, the rows meant for testing can teach.
    split: {
      train: joinRows(fold.train, test),
      validation: fold.validation,
      test: Int32Array.from({ length: added }, (_, index) => rows + index),
    },
  };
}

/** @throws BlacktailError DATA_COLUMN_MISSING */
function requireColumns(table: Table, columns: readonly ParentColumn[]): void {
  const known = new Set(table.columns.map(({ name }) => name));
  const absent = columns.filter(({ name }) => !known.has(name)).map(({ name }) => name);
  if (absent.length === 0) return;
  throw problem(
    "DATA_COLUMN_MISSING",
    `The data lacks the columns ${listNames(absent)} that the parent takes.`,
    "Give data with the columns that the parent was trained on, by the same names.",
  );
}

/** A training file's rows: those chosen of a whole table, all of a large one. */
function partsOf(file: TableFile, columns: readonly ParentColumn[], chosen: Int32Array): Parts {
  return async function* () {
    for await (const table of file.parts(columns.map(({ name }) => name))) {
      yield { table, rows: file.whole ? chosen : Int32Array.from({ length: table.rows }, (_, row) => row) };
    }
  };
}

/** A test file's rows whose target is known. */
function knownPartsOf(file: TableFile, columns: readonly ParentColumn[], target: Target): Parts {
  return async function* () {
    for await (const table of file.parts([...columns.map(({ name }) => name), target.name])) {
      yield { table, rows: truthsOf(target, table).rows };
    }
  };
}

/** @throws BlacktailError TARGET_UNKNOWN, DATA_NO_ROWS */
async function testTruths(file: TableFile, target: Target): Promise<Float64Array[]> {
  findColumn(file.table, target.name);
  const truths: Float64Array[] = [];
  for await (const table of file.parts([target.name])) truths.push(truthsOf(target, table).truths);
  if (truths.some(({ length }) => length > 0)) return truths;
  throw problem("DATA_NO_ROWS", `The test data has no row with a value in "${target.name}".`, "Give rows.");
}

function readers(files: readonly Parts[], columns: readonly ParentColumn[]): Pick<Examples, "parts" | "mixed"> {
  return {
    async *parts(wanted) {
      for await (const { rows, cells } of cellsOf(files, columns, wanted, CHUNK_ROWS)) {
        const places = Int32Array.from(rows.keys());
        yield { rows, feeds: feedsOf(columns, cells, () => places) };
      }
    },
    mixed: {
      columns: columns.map(({ name }) => name),
      async hold(rows) {
        let held: readonly Cells[] = [];
        for await (const { cells } of cellsOf(files, columns, rows, rows.length)) held = cells.map(ownCells);
        return (placesOf) => feedsOf(columns, held, placesOf);
      },
    },
  };
}

const ownCells = (cells: Cells): Cells => (cells instanceof Float32Array ? cells : cells.map(ownText));

function otherColumns(table: Table, columns: readonly ParentColumn[], target: string): string[] {
  const known = new Set([target, ...columns.map(({ name }) => name)]);
  const others = table.columns.map(({ name }) => name).filter((name) => !known.has(name));
  if (others.length === 0) return [];
  return [`The parent does not take ${listNames(others)}: left out.`];
}
