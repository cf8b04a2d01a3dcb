import { cleanCell, ownText, parseNumber } from "../csv/cell.ts";
import { openCsv } from "../csv/rows.ts";
import { MAX_STREAMED_BYTES } from "../csv/source.ts";
import { requireRoom } from "../disk/requireRoom.ts";
import { listNames, problem } from "../errors.ts";
import { type FeatureMatrix, inMemoryMatrix } from "../tables/featureMatrix.ts";
import { MAX_VALUES } from "../tables/matrices.ts";
import { createRowStore } from "../tables/rowStore.ts";
import type { Images, PixelStorage } from "./imageFile.ts";
import { checkShape, type ImageShape, pixelsOf, shapeWords } from "./imageShape.ts";

/** A table whose columns are the pixels of images, and one their label. */
export interface PixelTable {
  readonly path: string;
  /** All columns. */
  readonly columns: readonly string[];
  readonly decimalComma: boolean;
  /** Its rows, many at a time, once. */
  readonly batches: Batches;
  /** For who does not read them. */
  close(): Promise<void>;
}

type Batches = AsyncIterable<readonly (readonly string[])[]>;

/** Values of the rows that are read at a time. */
const PART_VALUES = 1 << 18;
/** Different cells whose values are remembered: pixels are few numbers, many times. */
const MAX_KNOWN = 65_536;

/** Opens a table of pixels. @throws BlacktailError as `openCsv` */
export async function openPixelTable(path: string): Promise<PixelTable> {
  const { header, batches, close } = await openCsv(path, { maxBytes: MAX_STREAMED_BYTES });
  return { path, columns: header.names, decimalComma: header.decimalComma, batches, close };
}

/**
 * The sizes of images that are so many columns.
 * @param image sizes, where they are not those of a square of one channel
 * @throws BlacktailError IMAGES_UNSUPPORTED
 */
export function shapeOfColumns(columns: number, image?: ImageShape): ImageShape {
  const shape = image ?? squareOf(columns);
  checkShape(shape, "the settings");
  if (pixelsOf(shape) === columns) return shape;
  throw problem(
    "IMAGES_UNSUPPORTED",
    `The table has ${columns} pixel columns; an image of ${shapeWords(shape)} has ${pixelsOf(shape)} values.`,
    "Set image to the images' sizes, and leave other columns out by ignore.",
  );
}

function squareOf(values: number): ImageShape {
  const side = Math.round(Math.sqrt(values));
  if (side * side === values) return { channels: 1, height: side, width: side };
  throw problem(
    "IMAGES_UNSUPPORTED",
    `The table has ${values} columns beside the target, which are no square image.`,
    "Set image to the channels, height and width of the images, and leave other columns out by ignore.",
  );
}

/**
 * Reads the rows that have a label; gaps in the pixels are 0. The pixels of many are read once more, into a folder.
 * @param options.pixels the columns that are pixels, by channel, row and column
 * @param options.onLabel gets each row's label, in the rows' order
 * @returns the images, and how many rows have no label
 * @throws BlacktailError DATA_COLUMN_MISSING, IMAGES_UNSUPPORTED when a column holds texts, DATA_TOO_LARGE
 */
export async function readPixelTable(
  table: PixelTable,
  options: {
    readonly pixels: readonly string[];
    readonly label: string;
    readonly shape: ImageShape;
    readonly storage: PixelStorage;
    readonly onLabel: (text: string) => void;
  },
): Promise<Images & { readonly dropped: number }> {
  const { pixels, label, shape, storage, onLabel } = options;
  const { maxValues = MAX_VALUES, folder, name } = storage;
  const width = pixels.length;
  const held: Float32Array[] = [];
  let [rows, dropped] = [0, 0];
  for await (const part of partsOf(table, table.batches, pixels, label)) {
    for (const text of part.labels) onLabel(text);
    rows += part.labels.length;
    dropped += part.dropped;
    if (rows * width <= maxValues) held.push(part.pixels);
    else held.length = 0;
  }
  if (rows * width <= maxValues) return { shape, pixels: inMemory(held, rows, width), dropped };
  await requireRoom(folder, rows * width * 4, "The table's pixels", "images");
  const store = await createRowStore(folder, name, { rows, width });
  const again = await openPixelTable(table.path);
  for await (const part of partsOf(table, again.batches, pixels, label)) store.append(part.pixels);
  return { shape, pixels: store.matrix(), dropped };
}

function inMemory(parts: Float32Array[], rows: number, width: number): FeatureMatrix {
  const whole = new Float32Array(rows * width);
  let start = 0;
  for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
    whole.set(part, start);
    start += part.length;
  }
  return inMemoryMatrix(whole, width);
}

/** Some of a table's rows that have a label, and how many between them have none. */
interface Part {
  readonly labels: readonly string[];
  /** float32 [labels, pixels] */
  readonly pixels: Float32Array;
  readonly dropped: number;
}

async function* partsOf(
  table: PixelTable,
  batches: Batches,
  names: readonly string[],
  label: string,
): AsyncGenerator<Part> {
  const places = names.map((name) => placeOf(table, name));
  const truth = placeOf(table, label);
  const read = cellReader(table);
  const perPart = Math.max(1, Math.floor(PART_VALUES / names.length));
  let values = new Float32Array(perPart * names.length);
  let labels: string[] = [];
  let dropped = 0;
  for await (const rows of batches) {
    for (const row of rows) {
      const text = cleanCell(row[truth] ?? "");
      if (text === "") {
        dropped++;
        continue;
      }
      const start = labels.length * names.length;
      places.forEach((place, index) => {
        values[start + index] = read(row[place] ?? "", names[index] ?? "");
      });
      labels.push(text);
      if (labels.length < perPart) continue;
      yield { labels, pixels: values, dropped };
      values = new Float32Array(perPart * names.length);
      labels = [];
      dropped = 0;
    }
  }
  yield { labels, pixels: values.subarray(0, labels.length * names.length), dropped };
}

function placeOf({ columns }: PixelTable, name: string): number {
  const place = columns.indexOf(name);
  if (place >= 0) return place;
  throw problem(
    "DATA_COLUMN_MISSING",
    `The data has no column "${name}"; it has ${listNames(columns)}.`,
    "Give data with the training data's columns.",
  );
}

/** Cells as pixels; a gap is 0. */
function cellReader({ decimalComma }: PixelTable): (cell: string, column: string) => number {
  const known = new Map<string, number>();
  return (cell, column) => {
    const before = known.get(cell);
    if (before !== undefined) return before;
    const text = cleanCell(cell);
    const value = parseNumber(text, decimalComma);
    if (Number.isNaN(value) && text !== "") {
      throw problem(
        "IMAGES_UNSUPPORTED",
        `The column "${column}" holds the text "${text.slice(0, 40)}", which is no pixel.`,
        "Give number columns only, and leave other columns out by ignore.",
      );
    }
    // float32 ends at 3.4e38: what is beyond it is no pixel either.
    const pixel = Math.fround(value);
    const usable = Number.isFinite(pixel) ? pixel : 0;
    if (known.size < MAX_KNOWN) known.set(ownText(cell), usable);
    return usable;
  };
}
