import type { JobSpec, TaskInfo } from "@blacktail/sdk";
import { readTable, type Table } from "../csv/table.ts";
import { problem } from "../errors.ts";
import type { TrainContext } from "../family.ts";
import { dataOf, pathOf } from "../inputs.ts";
import { createRandom } from "../random.ts";
import { joinRows, splitRows, strata } from "../tables/split.ts";
import { readTarget, type Target } from "../tables/target.ts";
import { labelNumbers } from "../tables/testRows.ts";
import { type Images, imagesOfTable, readImages, readLabels, shapeWords } from "./imageFile.ts";
import { type ImageShape, pixelsOf } from "./imageShape.ts";

export interface ImageOptions {
  /** Sizes of images that come as a table; default: a square of one channel. */
  readonly image?: ImageShape | undefined;
  /** Columns of a table that are no pixels. */
  readonly ignore?: readonly string[];
  readonly split: { readonly train: number; readonly validation: number; readonly test: number };
}

/** A job's images with their labels, divided by use. */
export interface LoadedImages extends Images {
  /** Names of the classes; for images from IDX files the numbers of the labels file. */
  readonly classes: readonly string[];
  /** [count], class numbers; -1 for a class that only the test file knows. */
  readonly labels: Int32Array;
  /** Positions of the images; those of a test file lie behind the others. */
  readonly split: { readonly train: Int32Array; readonly validation: Int32Array; readonly test: Int32Array };
  /** What the model takes. */
  readonly input: Pick<TaskInfo, "columns" | "image" | "target">;
  readonly warnings: readonly string[];
}

type Labelled = Images & Pick<LoadedImages, "classes" | "labels" | "input" | "warnings">;

const MIN_IMAGES = 20;

/**
 * Reads a job's images: IDX files, with files of their labels by the roles "labels" and "testLabels", or tables whose columns are
 * pixels.
 * @throws BlacktailError DATA_…, IDX_INVALID, IMAGES_UNSUPPORTED, LABELS_…, TARGET_…, INPUT_MISSING
 */
export async function loadImages(
  { spec, inputs, onProgress }: Pick<TrainContext, "spec" | "inputs" | "onProgress">,
  options: ImageOptions,
): Promise<LoadedImages> {
  onProgress({ phase: "training", step: 0, totalSteps: 0, epoch: 0, message: "reading the images" });
  const train = dataOf(spec, "train");
  if (train === undefined) {
    throw problem("INPUT_MISSING", "The job names no training data.", 'Give images with the role "train".');
  }
  const test = dataOf(spec, "test");
  const known =
    train.format === "idx"
      ? await fromIdx(spec, inputs, "train")
      : await fromTable(pathOf(inputs, train), train, options);
  const target: Target = { kind: "classification", name: "label", classes: known.classes, labels: known.labels };
  const division = splitRows(strata(target, known.count), options.split, 1, createRandom(spec.seed, 1));
  const [fold = { train: new Int32Array(), validation: new Int32Array() }] = division.folds;
  if (test === undefined) return { ...known, split: { ...fold, test: division.test } };
  const others =
    test.format === "idx"
      ? await fromIdx(spec, inputs, "test", known.classes)
      : await testTable(pathOf(inputs, test), known);
  if (pixelsOf(others.shape) !== pixelsOf(known.shape) || others.shape.width !== known.shape.width) {
    throw problem(
      "IMAGES_UNSUPPORTED",
      `The test images are ${shapeWords(others.shape)}, those to train on ${shapeWords(known.shape)}.`,
      "Give images of one size.",
    );
  }
  return {
    ...known,
    count: known.count + others.count,
    pixels: join(known.pixels, others.pixels),
    labels: Int32Array.from([...known.labels, ...others.labels]),
    // With a test file of its own, the images meant for testing can teach.
    split: {
      train: joinRows(fold.train, division.test),
      validation: fold.validation,
      test: Int32Array.from({ length: others.count }, (_, index) => known.count + index),
    },
  };
}

async function fromIdx(
  spec: JobSpec,
  inputs: ReadonlyMap<string, string>,
  role: "train" | "test",
  knownClasses?: readonly string[],
): Promise<Labelled> {
  const data = dataOf(spec, role);
  const labelRole = role === "train" ? "labels" : "testLabels";
  const labelData = dataOf(spec, labelRole);
  if (data === undefined || labelData === undefined) {
    throw problem(
      "LABELS_MISSING",
      `The ${role === "train" ? "training" : "test"} images have no labels.`,
      `Give an IDX file with the role "${labelRole}" for them.`,
    );
  }
  const images = await readImages(pathOf(inputs, data));
  requireImages(images.count, role);
  const values = await readLabels(pathOf(inputs, labelData), images.count);
  const present = [...new Set(values)].sort((a, b) => a - b);
  const classes = knownClasses ?? present.map(String);
  if (classes.length < 2) {
    throw problem(
      "TARGET_ONE_CLASS",
      `All labels are ${classes[0]}, so there is nothing to tell apart.`,
      "Give images of at least two classes.",
    );
  }
  const labels = Int32Array.from(values, (value) => classes.indexOf(String(value)));
  return { ...images, classes, labels, input: { image: { ...images.shape } }, warnings: [] };
}

async function fromTable(
  path: string,
  { target }: JobSpec["data"][number],
  { image, ignore = [] }: ImageOptions,
): Promise<Labelled> {
  if (target === undefined) {
    throw problem("TARGET_UNKNOWN", "The training data names no target column.", 'Set "target" to the labels.');
  }
  const table = await readTable(path);
  const read = readTarget(table, target, "classification");
  if (read.target.kind !== "classification") throw new TypeError("A target read as classes has classes.");
  const names = table.columns.map(({ name }) => name).filter((name) => name !== target && !ignore.includes(name));
  const images = imagesOfTable(rowsOf(table, read.rows), names, image);
  const dropped = table.rows - read.rows.length;
  return {
    ...images,
    classes: read.target.classes,
    labels: read.target.labels,
    input: { target, columns: names.map((name) => ({ name, type: "number" as const })) },
    warnings: dropped > 0 ? [`${dropped} rows have no value in "${target}" and are left out.`] : [],
  };
}

async function testTable(path: string, { classes, input, shape }: Labelled): Promise<Images & { labels: Int32Array }> {
  const table = await readTable(path);
  const names = (input.columns ?? []).map(({ name }) => name);
  const column = table.columns.find(({ name }) => name === input.target);
  if (column === undefined) {
    throw problem(
      "DATA_COLUMN_MISSING",
      `The test data has no column "${input.target ?? ""}", the target.`,
      "Give test data with the training data's columns.",
    );
  }
  const texts = Array.from(column.codes, (code) => column.values[code] ?? "");
  const rows = Int32Array.from(texts.keys()).filter((row) => texts[row] !== "");
  requireImages(rows.length, "test");
  const numberOf = labelNumbers(classes, table.decimalComma);
  const labels = Int32Array.from(rows, (row) => numberOf(texts[row] ?? ""));
  return { ...imagesOfTable(rowsOf(table, rows), names, shape), labels };
}

function requireImages(count: number, role: "train" | "test"): void {
  const least = role === "train" ? MIN_IMAGES : 1;
  if (count >= least) return;
  throw problem(
    count === 0 ? "DATA_NO_ROWS" : "DATA_TOO_FEW_ROWS",
    `There are ${count} images to ${role === "train" ? "train" : "test"} on; at least ${least} are needed.`,
    "Give more images.",
  );
}

/** Some rows of a table. */
function rowsOf(table: Table, rows: Int32Array): Table {
  if (rows.length === table.rows) return table;
  const columns = table.columns.map((column) => ({ ...column, codes: rows.map((row) => column.codes[row] ?? 0) }));
  return { ...table, columns, rows: rows.length };
}

function join(a: Images["pixels"], b: Images["pixels"]): Images["pixels"] {
  const all =
    a instanceof Uint8Array && b instanceof Uint8Array
      ? new Uint8Array(a.length + b.length)
      : new Float32Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}
