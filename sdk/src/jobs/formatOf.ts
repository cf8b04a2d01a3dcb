import { BlacktailError } from "../errors/BlacktailError.ts";
import type { DataFormat } from "../schemas/JobSpec.ts";

/** A file name's ending, for those that leave no doubt. */
const BY_ENDING: readonly (readonly [RegExp, DataFormat])[] = [
  [/\.(csv|tsv)$/i, "csv"],
  [/\.(txt|text|md)$/i, "text"],
  [/\.onnx$/i, "onnx"],
  [/\.(m?ts|m?js)$/i, "module"],
  [/(\.idx|[-.]idx\d(-u?byte)?)(\.gz)?$/i, "idx"],
];

/** How many leading bytes of a file `formatOf` wants to see. */
export const FORMAT_BYTES = 4_096;

/**
 * How a file is written, by its name, or else by its first bytes: the magic number of IDX or gzip; lines that all hold the same
 * number of commas, semicolons or tabs are a table; anything else is text.
 *
 * @throws BlacktailError `DATA_PACKED` for a table, text, model or module that is packed.
 * @param start The file's first `FORMAT_BYTES` bytes, or all if it has fewer.
 * @example
 * formatOf("train-images-idx3-ubyte.gz", bytes); // "idx"
 */
export function formatOf(name: string, start: Uint8Array): DataFormat {
  const [a, b, type = 0, dimensions = 0] = start;
  if (a === 0 && b === 0 && type >= 0x08 && type <= 0x0e && dimensions >= 1 && dimensions <= 8) return "idx";
  if (a === 0x1f && b === 0x8b) refusePacked(name);
  const byName = BY_ENDING.find(([pattern]) => pattern.test(name));
  if (byName !== undefined) return byName[1];
  if (a === 0x1f && b === 0x8b) return "idx";
  return looksLikeTable(new TextDecoder().decode(start)) ? "csv" : "text";
}

/** Only images may be packed; of another packed file the name tells what it is. */
function refusePacked(name: string): void {
  if (!/\.(csv|tsv|txt|text|md|onnx|m?ts|m?js|json|tar|tgz)(\.gz)?$/i.test(name)) return;
  throw new BlacktailError({
    code: "DATA_PACKED",
    message: `${name} is packed with gzip; only images of the IDX format may be.`,
    fix: "Unpack it (gunzip) and give the file that comes out.",
  });
}

function looksLikeTable(text: string): boolean {
  const lines = text.split(/\r?\n/).slice(0, 6);
  // The last one may be cut off.
  const whole = lines.length > 2 ? lines.slice(0, -1) : lines.filter((line) => line !== "");
  return [",", ";", "\t"].some((delimiter) => {
    const counts = whole.map((line) => line.split(delimiter).length);
    return whole.length >= 2 && (counts[0] ?? 0) > 1 && counts.every((count) => count === counts[0]);
  });
}
