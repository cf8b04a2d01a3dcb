import { inspectCsv } from "@blacktail/frameworks";
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
  const { columns } = await inspectCsv({ path: data.path });
  const others = columns.filter(({ name }) => name !== target);
  const arePixels = others.every(({ name, type }) => type === "number" && PIXEL.test(name));
  return arePixels && others.length >= LEAST_PIXELS ? "cnn" : "mlp";
}
