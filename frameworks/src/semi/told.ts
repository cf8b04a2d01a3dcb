import { requireRoom } from "../disk/requireRoom.ts";
import { createRowFiles } from "../disk/rowFiles.ts";
import { certainties } from "./certainty.ts";

/** What is said of rows so far: float64 probabilities of the classes, wherever they are. */
export interface Told {
  readonly rows: number;
  readonly classes: number;
  /** [places, classes], in the order given. */
  read(places: Int32Array): Float64Array;
  /** Says something else of the rows from `start` on. @param probabilities [rows, classes] */
  write(start: number, probabilities: Float64Array): void;
}

/** Values that are held in memory at most; more lie on disk. */
export const MAX_TOLD_VALUES = 16_000_000;
const CHUNK_ROWS = 16_384;

/**
 * Room to say something of so many rows.
 * @param options.told values that are held in memory at most; more lie on disk, in the folder
 * @throws BlacktailError DATA_TOO_LARGE when the disk has too little room
 */
export async function createTold(
  rows: number,
  classes: number,
  { told, folder }: { readonly told: number; readonly folder: string },
): Promise<Told> {
  if (rows * classes <= told) return toldInMemory(new Float64Array(rows * classes), classes);
  const rowBytes = classes * 8;
  const what = `Probabilities for ${rows} rows without a label`;
  await requireRoom(folder, rows * rowBytes, what, "rows without a label");
  const files = createRowFiles(folder, "told", rowBytes);
  return {
    rows,
    classes,
    read: (places) => new Float64Array(files.read(places).buffer),
    write: (start, { buffer, byteOffset, byteLength }) =>
      files.write(start, new Uint8Array(buffer, byteOffset, byteLength)),
  };
}

/** What is said in memory. @param probabilities float64 [rows, classes]; it is changed by `write` */
export function toldInMemory(probabilities: Float64Array, classes: number): Told {
  return {
    rows: probabilities.length / classes,
    classes,
    read(places) {
      const result = new Float64Array(places.length * classes);
      places.forEach((place, index) => {
        result.set(probabilities.subarray(place * classes, (place + 1) * classes), index * classes);
      });
      return result;
    },
    write: (start, said) => probabilities.set(said, start * classes),
  };
}

/** How many rows are told with at least this certainty. */
export function countSure(told: Told, threshold: number): number {
  let sure = 0;
  for (let start = 0; start < told.rows; start += CHUNK_ROWS) {
    const places = Int32Array.from({ length: Math.min(CHUNK_ROWS, told.rows - start) }, (_, index) => start + index);
    for (const certainty of certainties(told.read(places), told.classes)) if (certainty >= threshold) sure++;
  }
  return sure;
}
