import type { TaskInfo } from "@blacktail/sdk";
import { cleanCell, parseNumber } from "../csv/cell.ts";
import { openCsv } from "../csv/rows.ts";
import { MAX_STREAMED_BYTES } from "../csv/source.ts";
import { problem } from "../errors.ts";
import { openImages } from "../images/imageFile.ts";
import { pixelsOf, shapeWords } from "../images/imageShape.ts";
import { idxValues, looksLikeIdx } from "../images/openIdx.ts";
import { Tensor } from "../runner/onnxruntime.ts";
import type { Batch, Batches, ModelInput } from "./input.ts";
import { IMAGE_INPUT } from "./signature.ts";

/** Values of one batch at most. */
const MAX_VALUES = 2 ** 20;

type Image = NonNullable<TaskInfo["image"]>;

/**
 * Reads images as one tensor [rows, channels, height, width]: IDX files, or tables whose columns are the pixels in that order, with
 * one column named "label" besides if the truth is known.
 */
export function imageInput(image: Image): ModelInput {
  return {
    names: [IMAGE_INPUT],
    open: async (path) => ((await looksLikeIdx(path)) ? openIdx(path, image) : openPixels(path, image)),
  };
}

const toTensor = (pixels: Float32Array, { channels, height, width }: Image) =>
  new Tensor("float32", pixels, [pixels.length / (channels * height * width), channels, height, width]);

const rowsPerBatch = (image: Image) => Math.max(1, Math.floor(MAX_VALUES / pixelsOf(image)));

async function openIdx(path: string, image: Image): Promise<Batches> {
  const { file, shape } = await openImages(path);
  if (shape.channels !== image.channels || shape.height !== image.height || shape.width !== image.width) {
    throw unlike(`The images of ${path} are ${shapeWords(shape)}; the model takes ${shapeWords(image)}.`);
  }
  const size = pixelsOf(image);
  const batches = async function* (): AsyncGenerator<Batch> {
    for await (const pixels of idxValues(file, rowsPerBatch(image) * size)) {
      const feeds = { [IMAGE_INPUT]: toTensor(new Float32Array(pixels), image) };
      yield { rows: pixels.length / size, feeds };
    }
  };
  return { batches: batches(), decimalComma: false };
}

async function openPixels(path: string, image: Image): Promise<Batches> {
  const { header, rows, close } = await openCsv(path, { maxBytes: MAX_STREAMED_BYTES });
  const { decimalComma, names } = header;
  const pixels = pixelsOf(image);
  const label = names.length === pixels ? -1 : names.findIndex((name) => name.toLowerCase() === "label");
  if (names.length !== pixels + (label === -1 ? 0 : 1)) {
    await close();
    throw unlike(
      `The table ${path} has ${names.length} columns; an image of ${shapeWords(image)} has ${pixels} pixels, and "label" may stand beside them.`,
    );
  }
  const toBatch = (chunk: readonly (readonly string[])[]): Batch => {
    const values = new Float32Array(chunk.length * pixels);
    let next = 0;
    for (const row of chunk) {
      row.forEach((cell, place) => {
        if (place === label) return;
        const value = Math.fround(parseNumber(cleanCell(cell), decimalComma));
        values[next++] = Number.isFinite(value) ? value : 0;
      });
    }
    const truths = label === -1 ? {} : { truths: chunk.map((row) => cleanCell(row[label] ?? "")) };
    return { rows: chunk.length, feeds: { [IMAGE_INPUT]: toTensor(values, image) }, ...truths };
  };
  const batches = async function* (): AsyncGenerator<Batch> {
    let chunk: string[][] = [];
    for await (const row of rows) {
      chunk.push(row);
      if (chunk.length < rowsPerBatch(image)) continue;
      yield toBatch(chunk);
      chunk = [];
    }
    if (chunk.length > 0) yield toBatch(chunk);
  };
  return { batches: batches(), decimalComma };
}

const unlike = (message: string) =>
  problem("IMAGES_UNSUPPORTED", message, "Give images of the size that the model was trained on.");
