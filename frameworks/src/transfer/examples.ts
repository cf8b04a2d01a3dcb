import type { TaskInfo } from "@blacktail/sdk";
import type { FineTuningConfig } from "@blacktail/sdk/families";
import { readTable, type Table } from "../csv/table.ts";
import { listNames, problem } from "../errors.ts";
import type { TrainContext } from "../family.ts";
import { shapeWords } from "../images/imageFile.ts";
import { type ImageShape, pixelsOf } from "../images/imageShape.ts";
import { loadImages } from "../images/loadImages.ts";
import { shiftedCopies } from "../images/shiftedCopies.ts";
import { dataOf, pathOf } from "../inputs.ts";
import { createRandom } from "../random.ts";
import { Tensor } from "../runner/onnxruntime.ts";
import { rawValues } from "../tables/encoders.ts";
import { joinRows, splitRows, strata } from "../tables/split.ts";
import { readTarget, type Target } from "../tables/target.ts";
import { appendTargets } from "./appendTargets.ts";
import type { Parent, ParentColumn } from "./parent.ts";
import { refuseParent } from "./refuseParent.ts";

/** Examples to learn from, in the form that the parent takes. */
export interface Examples {
  readonly rows: number;
  /** The parent's inputs for some of them. */
  feeds(rows: Int32Array): Readonly<Record<string, Tensor>>;
  /** Of a table: the parent's inputs with each column, by its position, from rows of its own. */
  readonly mixed?: {
    readonly columns: readonly string[];
    feeds(rowsOf: (column: number) => Int32Array): Readonly<Record<string, Tensor>>;
  };
  /** A class or quantity for each. */
  readonly target: Target;
  readonly split: { readonly train: Int32Array; readonly validation: Int32Array; readonly test: Int32Array };
  /** Moved copies of training images, to learn from as well. */
  readonly copies: Int32Array;
  readonly input: Pick<TaskInfo, "columns" | "image">;
  /** The column to predict, where it is one. */
  readonly targetName?: string;
  readonly warnings: readonly string[];
}

/** An image of 28 pixels moves by 2 at most, one of 8 stays where it is. */
const SIDES_PER_SHIFT = 14;
const MAX_SHIFT = 16;
const MAX_COPIES = 15;
const MAX_COPIED_IMAGES = 8_000;

type Context = Pick<TrainContext, "spec" | "inputs" | "onProgress">;

/**
 * Reads a job's data as its parent takes it.
 * @throws BlacktailError those of `loadImages` and `readTarget`, PARENT_UNSUITABLE, DATA_COLUMN_MISSING
 */
export function loadExamples(context: Context, { input }: Parent, config: FineTuningConfig): Promise<Examples> {
  return input.kind === "image"
    ? imageExamples(context, input, config)
    : columnExamples(context, input.columns, config);
}

async function imageExamples(
  context: Context,
  { input, shape }: Extract<Parent["input"], { kind: "image" }>,
  config: FineTuningConfig,
): Promise<Examples> {
  const images = await loadImages(context, config);
  const { channels, height, width } = shape;
  if (images.shape.channels !== channels || images.shape.height !== height || images.shape.width !== width) {
    throw refuseParent(
      `it takes images of ${shapeWords(shape)}, and these are ${shapeWords(images.shape)}`,
      "Give images of the parent's size, or a parent for images of this size.",
    );
  }
  const { shift, copies } = copiesOf(shape, images.split.train.length, config);
  const moved = shiftedCopies(images, images.split.train, { shift, copies, seed: context.spec.seed });
  const added = Int32Array.from({ length: moved.count }, (_, copy) => images.labels[moved.original(copy)] ?? 0);
  const size = pixelsOf(shape);
  return {
    rows: images.count + moved.count,
    feeds(rows) {
      const pixels = new Float32Array(rows.length * size);
      rows.forEach((row, index) => {
        if (row >= images.count) moved.write(row - images.count, pixels, index * size);
        else pixels.set(images.pixels.subarray(row * size, (row + 1) * size), index * size);
      });
      return { [input]: new Tensor("float32", pixels, [rows.length, channels, height, width]) };
    },
    target: {
      kind: "classification",
      name: "label",
      classes: images.classes,
      labels: Int32Array.from([...images.labels, ...added]),
    },
    split: images.split,
    copies: added.map((_, copy) => images.count + copy),
    input: { image: { ...shape } },
    warnings: images.warnings,
  };
}

/** Of few images several moved copies help; many images need none, and would cost memory. */
function copiesOf({ height, width }: ImageShape, images: number, config: FineTuningConfig) {
  const shift = config.shift ?? Math.floor(Math.min(height, width) / SIDES_PER_SHIFT);
  const copies = shift === 0 ? 0 : Math.min(MAX_COPIES, Math.floor(MAX_COPIED_IMAGES / images));
  return { shift: Math.min(shift, MAX_SHIFT), copies };
}

async function columnExamples(
  { spec, inputs, onProgress }: Context,
  columns: readonly ParentColumn[],
  config: FineTuningConfig,
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
  const table = await readTable(pathOf(inputs, data));
  const read = readTarget(table, name, config.task);
  const warnings = otherColumns(table, columns, name);
  const dropped = table.rows - read.rows.length;
  if (dropped > 0) warnings.push(`${dropped} rows have no value in "${name}" and are left out.`);
  const rows = read.rows.length;
  const { folds, test } = splitRows(strata(read.target, rows), config.split, 1, createRandom(spec.seed, 1));
  const [fold = { train: new Int32Array(), validation: new Int32Array() }] = folds;
  const own = cellsOf(table, columns, read.rows);
  const common = {
    input: { columns: columns.map(({ name: column, type }) => ({ name: column, type })) },
    targetName: name,
    copies: new Int32Array(),
    warnings,
  };
  const testData = dataOf(spec, "test");
  if (testData === undefined) {
    return {
      ...common,
      rows,
      ...feedsFrom(columns, own),
      target: read.target,
      split: { ...fold, test },
    };
  }
  const testTable = await readTable(pathOf(inputs, testData));
  const added = appendTargets(read.target, testTable);
  const others = cellsOf(testTable, columns, added.rows);
  const all = own.map((values, index) => join(values, others[index] ?? []));
  return {
    ...common,
    rows: rows + added.rows.length,
    ...feedsFrom(columns, all),
    target: added.target,
    // With a test file of its own, the rows meant for testing can teach.
    split: {
      train: joinRows(fold.train, test),
      validation: fold.validation,
      test: Int32Array.from(added.rows, (_, index) => rows + index),
    },
  };
}

type Cells = Float32Array | string[];

/** The parent's columns of some rows, as its inputs take them. @throws BlacktailError DATA_COLUMN_MISSING */
function cellsOf(table: Table, columns: readonly ParentColumn[], rows: Int32Array): Cells[] {
  const byName = new Map(table.columns.map((column) => [column.name, column]));
  const absent = columns.filter(({ name }) => !byName.has(name)).map(({ name }) => name);
  if (absent.length > 0) {
    throw problem(
      "DATA_COLUMN_MISSING",
      `The data lacks the columns ${listNames(absent)} that the parent takes.`,
      "Give data with the columns that the parent was trained on, by the same names.",
    );
  }
  return columns.map((wanted) => {
    const column = byName.get(wanted.name);
    const cells = Array.from(rows, (row) => column?.values[column.codes[row] ?? 0] ?? "");
    return rawValues(wanted, cells, table.decimalComma);
  });
}

function feedsFrom(columns: readonly ParentColumn[], cells: readonly Cells[]): Pick<Examples, "feeds" | "mixed"> {
  return {
    feeds: (rows) => feedsOf(columns, cells, () => rows),
    mixed: { columns: columns.map(({ name }) => name), feeds: (rowsOf) => feedsOf(columns, cells, rowsOf) },
  };
}

function feedsOf(
  columns: readonly ParentColumn[],
  cells: readonly Cells[],
  rowsOf: (column: number) => Int32Array,
): Record<string, Tensor> {
  return Object.fromEntries(
    columns.map(({ input }, index) => {
      const values = cells[index] ?? [];
      const rows = rowsOf(index);
      const shape = [rows.length, 1];
      if (values instanceof Float32Array) {
        return [
          input,
          new Tensor(
            "float32",
            Float32Array.from(rows, (row) => values[row] ?? Number.NaN),
            shape,
          ),
        ];
      }
      return [
        input,
        new Tensor(
          "string",
          Array.from(rows, (row) => values[row] ?? ""),
          shape,
        ),
      ];
    }),
  );
}

function join(a: Cells, b: Cells): Cells {
  if (a instanceof Float32Array) return Float32Array.from([...a, ...(b as Float32Array)]);
  return [...a, ...(b as string[])];
}

function otherColumns(table: Table, columns: readonly ParentColumn[], target: string): string[] {
  const known = new Set([target, ...columns.map(({ name }) => name)]);
  const others = table.columns.map(({ name }) => name).filter((name) => !known.has(name));
  if (others.length === 0) return [];
  return [`The parent does not take ${listNames(others)}: left out.`];
}
