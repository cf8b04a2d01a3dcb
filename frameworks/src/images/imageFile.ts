import { openSync } from "node:fs";
import { requireRoom } from "../disk/requireRoom.ts";
import { createRowFiles, readRows } from "../disk/rowFiles.ts";
import { problem } from "../errors.ts";
import type { FeatureMatrix } from "../tables/featureMatrix.ts";
import { MAX_VALUES } from "../tables/matrices.ts";
import { checkShape, type ImageShape, pixelsOf } from "./imageShape.ts";
import { type IdxFile, idxValues, openIdx } from "./openIdx.ts";

/** Images in the order of their file. */
export interface Images {
  readonly shape: ImageShape;
  /** A row an image, [channels, height, width], as a rule from 0 to 255. */
  readonly pixels: FeatureMatrix;
}

/** Where pixels lie that are many. */
export interface PixelStorage {
  /** Pixels that are held in memory at most; default `MAX_VALUES`. */
  readonly maxValues?: number | undefined;
  /** A folder for those that are not, and what their files are called there. */
  readonly folder: string;
  readonly name: string;
}

/** Labels and the order of images are held in memory, some dozen bytes for each. */
const MAX_IMAGES = 2 ** 24;
/** A gzip file of some megabytes may unfold to any length. Bytes. */
const MAX_UNPACKED = 16 * 1024 ** 3;
/** Bytes that are copied at a time. */
const PART_BYTES = 1 << 20;

/**
 * Finds the images of an IDX file of 3 dimensions (count, height, width) or 4 (count, channels, height, width).
 * @throws BlacktailError those of `openIdx`, IMAGES_UNSUPPORTED
 */
export async function openImages(path: string): Promise<{ file: IdxFile; shape: ImageShape; count: number }> {
  const file = await openIdx(path);
  const { sizes } = file;
  const [count = 0, ...rest] = sizes;
  const [height = 0, width = 0] = rest.slice(-2);
  const channels = rest.length === 3 ? (rest[0] ?? 0) : 1;
  if (rest.length < 2) {
    throw problem(
      "IMAGES_UNSUPPORTED",
      `The file ${path} has ${sizes.length} dimensions (${sizes.join(" × ")}); images have 3 or 4.`,
      "Give count × height × width, or count × channels × height × width. Labels have a file of their own.",
    );
  }
  checkShape({ channels, height, width }, path);
  return { file, shape: { channels, height, width }, count };
}

/**
 * Makes the images of an IDX file readable by position: in memory; many from the file itself, or, where it is gzip, from a copy that is
 * unfolded into a folder.
 * @throws BlacktailError those of `openImages`, DATA_TOO_LARGE
 */
export async function readImages(path: string, storage: PixelStorage): Promise<Images> {
  const { file, shape, count } = await openImages(path);
  const size = pixelsOf(shape);
  if (count > MAX_IMAGES) throw tooLarge(`The file ${path} holds ${count} images; the limit is ${MAX_IMAGES}.`);
  const read = await reader(file, size, storage);
  return {
    shape,
    pixels: { rows: count, width: size, read: (positions) => new Float32Array(read(positions)) },
  };
}

type Reader = (positions: Int32Array) => Uint8Array;

async function reader(file: IdxFile, size: number, storage: PixelStorage): Promise<Reader> {
  const { maxValues = MAX_VALUES, folder, name } = storage;
  const { path, values, start, packed } = file;
  const rows = values / size;
  if (values <= maxValues) {
    const whole = await readValues(file);
    return (positions) => {
      const bytes = new Uint8Array(positions.length * size);
      positions.forEach((position, index) => {
        bytes.set(whole.subarray(position * size, (position + 1) * size), index * size);
      });
      return bytes;
    };
  }
  if (!packed) {
    // The file stays open as long as the process lives.
    const open = openSync(path, "r");
    return (positions) =>
      readRows(positions, size, (row) => ({ file: open, start: start + row * size, left: rows - row }));
  }
  if (values > MAX_UNPACKED) {
    throw tooLarge(`The file ${path} says that it unfolds to ${values} bytes; the limit is ${MAX_UNPACKED}.`);
  }
  await requireRoom(folder, values, "The unpacked images", "images");
  const files = createRowFiles(folder, name, size);
  const rowsPerPart = Math.max(1, Math.floor(PART_BYTES / size));
  let written = 0;
  for await (const part of idxValues(file, rowsPerPart * size)) {
    files.write(written, part);
    written += part.length / size;
  }
  return (positions) => files.read(positions);
}

/**
 * Reads the labels of images from an IDX file of one dimension.
 * @throws BlacktailError those of `openIdx`, LABELS_UNLIKE_IMAGES when their number is not that of the images
 */
export async function readLabels(path: string, images: number): Promise<Uint8Array> {
  const file = await openIdx(path);
  const { sizes } = file;
  if (sizes.length === 1 && sizes[0] === images) return readValues(file);
  throw problem(
    "LABELS_UNLIKE_IMAGES",
    `The file ${path} holds ${sizes.join(" × ")} values; the images need one label each, ${images}.`,
    "Give the labels that belong to these images.",
  );
}

async function readValues(file: IdxFile): Promise<Uint8Array> {
  const whole = new Uint8Array(file.values);
  let start = 0;
  for await (const part of idxValues(file, PART_BYTES)) {
    whole.set(part, start);
    start += part.length;
  }
  return whole;
}

const tooLarge = (message: string) => problem("DATA_TOO_LARGE", message, "Give fewer images.");
