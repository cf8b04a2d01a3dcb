import { type CsvReport, inspectCsv } from "@blacktail/frameworks";
import { describeError } from "@blacktail/sdk";
import type { LocalInput } from "./files.ts";

/** Columns of the smallest image that is worth a convolution (7 × 7). */
const LEAST_PIXELS = 49;
const PIXEL = /^(pixel|px|p)?[ _-]?\d+([x,_-]\d+)?$/i;

/**
 * The framework to prefer where the data's format alone does not say it: tables of pixels are images, and other tables are not.
 *
 * @returns undefined where the format decides.
 */
export async function preferredName(
  family: string,
  data: LocalInput | undefined,
  target: string | undefined,
): Promise<string | undefined> {
  if (family !== "deep" || data?.stored.format !== "csv") return undefined;
  const columns = await columnsOf(data.path);
  if (columns === undefined) return "mlp";
  const others = columns.filter(({ name }) => name !== target);
  const arePixels = others.every(({ name, type }) => type === "number" && PIXEL.test(name));
  return arePixels && others.length >= LEAST_PIXELS ? "cnn" : "mlp";
}

/** A table's columns; undefined for one that is too large to be held, which images have to be. */
async function columnsOf(path: string): Promise<CsvReport["columns"] | undefined> {
  try {
    return (await inspectCsv({ path })).columns;
  } catch (error) {
    if (describeError(error).code === "DATA_TOO_LARGE") return undefined;
    throw error;
  }
}
