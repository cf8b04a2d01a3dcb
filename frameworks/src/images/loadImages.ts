import type { JobSpec, TaskInfo } from "@blacktail/sdk";
import { problem } from "../errors.ts";
import type { TrainContext } from "../family.ts";
import { dataOf, pathOf } from "../inputs.ts";
import { createRandom } from "../random.ts";
import { droppedRows } from "../tables/droppedRows.ts";
import type { FeatureMatrix } from "../tables/featureMatrix.ts";
import { stackedMatrices } from "../tables/matrices.ts";
import { joinRows, splitRows, strata } from "../tables/split.ts";
import { findColumn, readLargeTarget, readTarget, type Target } from "../tables/target.ts";
import { TargetReader, type TargetValues } from "../tables/targetReader.ts";
import { labelNumbers } from "../tables/testRows.ts";
import { type Images, type PixelStorage, readImages, readLabels } from "./imageFile.ts";
import { type ImageShape, pixelsOf, shapeWords } from "./imageShape.ts";
import { openPixelTable, type PixelTable, readPixelTable, shapeOfColumns } from "./pixelTable.ts";

export interface ImageOptions {
  /** Sizes of images that come as a table; default: a square of one channel. */
  readonly image?: ImageShape | undefined;
  /** Columns of a table that are no pixels. */
  readonly ignore?: readonly string[];
  readonly split: { readonly train: number; readonly validation: number; readonly test: number };
  /** Pixels of a file that are held in memory at most; those of a larger one are read from disk. */
  readonly memory?: number | undefined;
}

/** A job's images with their labels, divided by use. */
export interface LoadedImages extends Images {
  /** Names of the classes; for images from IDX files the numbers of the labels file. */
  readonly classes: readonly string[];
  /** Class numbers, one for each image; -1 for a class that only the test file knows. */
  readonly labels: Int32Array;
  /** Positions of the images; those of a test file lie behind the others. */
  readonly split: { readonly train: Int32Array; readonly validation: Int32Array; readonly test: Int32Array };
  /** What the model takes. */
  readonly input: Pick<TaskInfo, "columns" | "image" | "target">;
  readonly warnings: readonly string[];
}

type Labelled = Images & Pick<LoadedImages, "classes" | "labels" | "input" | "warnings">;
type Context = Pick<TrainContext, "spec" | "inputs" | "onProgress" | "scratch">;

const MIN_IMAGES = 20;

/**
 * Opens a job's images: IDX files, with files of their labels by the roles "labels" and "testLabels", or tables whose columns are
 * pixels.
 * @throws BlacktailError DATA_…, IDX_INVALID, IMAGES_UNSUPPORTED, LABELS_…, TARGET_…, INPUT_MISSING
 */
export async function loadImages(context: Context, options: ImageOptions): Promise<LoadedImages> {
  const { spec, inputs, onProgress, scratch: folder } = context;
  onProgress({ phase: "training", step: 0, totalSteps: 0, epoch: 0, message: "reading the images" });
  const train = dataOf(spec, "train");
  if (train === undefined) {
    throw problem("INPUT_MISSING", "The job names no training data.", 'Give images with the role "train".');
  }
  const test = dataOf(spec, "test");
  const storage = { maxValues: options.memory, folder, name: "images" };
  const known =
    train.format === "idx"
      ? await fromIdx(context, "train", storage)
      : await fromTable(pathOf(inputs, train), train, options, storage);
  const target: Target = { kind: "classification", name: "label", classes: known.classes, labels: known.labels };
  const count = known.labels.length;
  const division = splitRows(strata(target, count), options.split, 1, createRandom(spec.seed, 1));
  const [fold = { train: new Int32Array(), validation: new Int32Array() }] = division.folds;
  if (test === undefined) return { ...known, split: { ...fold, test: division.test } };
  const testStorage = { ...storage, name: "test" };
  const others =
    test.format === "idx"
      ? await fromIdx(context, "test", testStorage, known.classes)
      : await testTable(pathOf(inputs, test), known, testStorage);
  if (pixelsOf(others.shape) !== pixelsOf(known.shape) || others.shape.width !== known.shape.width) {
    throw problem(
      "IMAGES_UNSUPPORTED",
      `The test images are ${shapeWords(others.shape)}, those to train on ${shapeWords(known.shape)}.`,
      "Give images of one size.",
    );
  }
  return {
    ...known,
    pixels: await stackedMatrices(held(known.pixels), held(others.pixels)).of("raw"),
    labels: joinLabels(known.labels, others.labels),
    // With a test file of its own, the images meant for testing can teach.
    split: {
      train: joinRows(fold.train, division.test),
      validation: fold.validation,
      test: Int32Array.from(others.labels, (_, index) => count + index),
    },
  };
}

const held = (matrix: FeatureMatrix) => ({ rows: matrix.rows, of: async () => matrix });

function joinLabels(first: Int32Array, second: Int32Array): Int32Array {
  const labels = new Int32Array(first.length + second.length);
  labels.set(first);
  labels.set(second, first.length);
  return labels;
}

async function fromIdx(
  { spec, inputs }: Context,
  role: "train" | "test",
  storage: PixelStorage,
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
  const images = await readImages(pathOf(inputs, data), storage);
  requireImages(images.pixels.rows, role);
  const values = await readLabels(pathOf(inputs, labelData), images.pixels.rows);
  const present = [...new Set(values)].sort((a, b) => a - b);
  const classes = knownClasses ?? present.map(String);
  if (classes.length < 2) {
    throw problem(
      "TARGET_ONE_CLASS",
      `All labels are ${classes[0]}, so there is nothing to tell apart.`,
      "Give images of at least two classes.",
    );
  }
  const numbers = new Map(present.map((value) => [value, classes.indexOf(String(value))]));
  const labels = Int32Array.from(values, (value) => numbers.get(value) ?? -1);
  return { ...images, classes, labels, input: { image: { ...images.shape } }, warnings: [] };
}

async function fromTable(
  path: string,
  { target }: JobSpec["data"][number],
  { image, ignore = [] }: ImageOptions,
  storage: PixelStorage,
): Promise<Labelled> {
  if (target === undefined) {
    throw problem(
      "TARGET_UNKNOWN",
      "The training data names no target column.",
      'Name the labels with --target (in a spec: "target").',
    );
  }
  const table = await openPixelTable(path);
  try {
    return await readTable(table, target, { image, ignore }, storage);
  } finally {
    await table.close();
  }
}

async function readTable(
  table: PixelTable,
  target: string,
  { image, ignore }: Pick<ImageOptions, "image"> & { ignore: readonly string[] },
  storage: PixelStorage,
): Promise<Labelled> {
  const { columns, decimalComma } = table;
  findColumn(
    { ...table, rows: 0, columns: columns.map((name) => ({ name, codes: new Int32Array(), values: [] })) },
    target,
  );
  const names = columns.filter((name) => name !== target && !ignore.includes(name));
  const reader = new TargetReader(0, decimalComma);
  const { dropped, ...images } = await readPixelTable(table, {
    pixels: names,
    label: target,
    shape: shapeOfColumns(names.length, image),
    storage,
    onLabel: (text) => reader.push([text]),
  });
  const read = classesOf(reader.finish(), target, table);
  return {
    ...images,
    classes: read.classes,
    labels: read.labels,
    input: { target, columns: names.map((name) => ({ name, type: "number" as const })) },
    warnings: droppedRows(dropped, target),
  };
}

function classesOf(values: TargetValues, name: string, { decimalComma }: PixelTable) {
  const { column, numbers } = values;
  const target =
    column === undefined
      ? readLargeTarget(values, name, "classification")
      : readTarget({ columns: [{ name, ...column }], rows: numbers.length, decimalComma }, name, "classification")
          .target;
  if (target.kind !== "classification") throw new TypeError("A target read as classes has classes.");
  return target;
}

async function testTable(
  path: string,
  { classes, input, shape }: Labelled,
  storage: PixelStorage,
): Promise<Images & { labels: Int32Array }> {
  const table = await openPixelTable(path);
  const { target = "" } = input;
  if (!table.columns.includes(target)) {
    await table.close();
    throw problem(
      "DATA_COLUMN_MISSING",
      `The test data has no column "${target}", the target.`,
      "Give test data with the training data's columns.",
    );
  }
  const numberOf = labelNumbers(classes, table.decimalComma);
  const labels: number[] = [];
  const images = await readPixelTable(table, {
    pixels: (input.columns ?? []).map(({ name }) => name),
    label: target,
    shape,
    storage,
    onLabel: (text) => labels.push(numberOf(text)),
  });
  requireImages(labels.length, "test");
  return { ...images, labels: Int32Array.from(labels) };
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
