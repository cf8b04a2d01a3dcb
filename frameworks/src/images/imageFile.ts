import type { Table } from "../csv/table.ts";
import { problem } from "../errors.ts";
import { type ImageShape, pixelsOf } from "./imageShape.ts";
import { pixelColumns } from "./pixelColumns.ts";
import { readIdx } from "./readIdx.ts";

/** Images in memory, in the order of their file. */
export interface Images {
  readonly shape: ImageShape;
  readonly count: number;
  /** [count, channels, height, width], as a rule from 0 to 255. */
  readonly pixels: Uint8Array | Float32Array;
}

const MAX_SIDE = 4_096;
const MAX_CHANNELS = 16;

/**
 * Reads images from an IDX file of 3 dimensions (count, height, width) or 4 (count, channels, height, width).
 * @throws BlacktailError those of `readIdx`, IMAGES_UNSUPPORTED
 */
export async function readImages(path: string): Promise<Images> {
  const { sizes, values } = await readIdx(path);
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
  return { shape: { channels, height, width }, count, pixels: values };
}

/**
 * Reads the labels of images from an IDX file of one dimension.
 * @throws BlacktailError those of `readIdx`, LABELS_UNLIKE_IMAGES when their number is not that of the images
 */
export async function readLabels(path: string, images: number): Promise<Uint8Array> {
  const { sizes, values } = await readIdx(path);
  if (sizes.length === 1 && sizes[0] === images) return values;
  throw problem(
    "LABELS_UNLIKE_IMAGES",
    `The file ${path} holds ${sizes.join(" × ")} values; the images need one label each, ${images}.`,
    "Give the labels that belong to these images.",
  );
}

/**
 * Images from a table whose columns are pixels, by channel, row and column.
 * @param names the columns, in the pixels' order
 * @param image sizes, where the pixels are not those of a square of one channel
 * @throws BlacktailError IMAGES_UNSUPPORTED
 */
export function imagesOfTable(table: Table, names: readonly string[], image?: ImageShape): Images {
  const shape = image ?? squareOf(names.length);
  checkShape(shape, "the settings");
  if (pixelsOf(shape) !== names.length) {
    throw problem(
      "IMAGES_UNSUPPORTED",
      `The table has ${names.length} pixel columns; an image of ${shapeWords(shape)} has ${pixelsOf(shape)} values.`,
      "Set image to the images' sizes, and leave other columns out by ignore.",
    );
  }
  return { shape, count: table.rows, pixels: pixelColumns(table, names) };
}

export const shapeWords = ({ channels, height, width }: ImageShape): string =>
  `${channels} × ${height} × ${width} (channels, height, width)`;

function squareOf(values: number): ImageShape {
  const side = Math.round(Math.sqrt(values));
  if (side * side === values) return { channels: 1, height: side, width: side };
  throw problem(
    "IMAGES_UNSUPPORTED",
    `The table has ${values} columns beside the target, which are no square image.`,
    "Set image to the channels, height and width of the images, and leave other columns out by ignore.",
  );
}

function checkShape({ channels, height, width }: ImageShape, where: string): void {
  const good = channels >= 1 && channels <= MAX_CHANNELS && height >= 1 && height <= MAX_SIDE && width >= 1;
  if (good && width <= MAX_SIDE) return;
  throw problem(
    "IMAGES_UNSUPPORTED",
    `Images of ${shapeWords({ channels, height, width })} in ${where} cannot be used.`,
    `Give images of 1 to ${MAX_CHANNELS} channels and sides from 1 to ${MAX_SIDE} pixels.`,
  );
}
