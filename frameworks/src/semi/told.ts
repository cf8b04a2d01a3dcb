import { openSync, readSync, writeSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { join } from "node:path";
import { problem } from "../errors.ts";
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
/** No file is larger than any process may write (`largestFileMiB`). Bytes. */
const FILE_BYTES = 64 * 1024 * 1024;
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
  return toldOf(rows, classes, await onDisk(rows, classes, folder));
}

/** What is said in memory. @param probabilities float64 [rows, classes]; it is changed by `write` */
export function toldInMemory(probabilities: Float64Array, classes: number): Told {
  return toldOf(probabilities.length / classes, classes, {
    take: (start, into) => into.set(probabilities.subarray(start, start + into.length)),
    put: (start, values) => probabilities.set(values, start),
  });
}

function toldOf(rows: number, classes: number, { take, put }: Values): Told {
  return {
    rows,
    classes,
    read(places) {
      const result = new Float64Array(places.length * classes);
      for (let index = 0; index < places.length; ) {
        const first = places[index] as number;
        // Rows that follow each other are taken at once.
        let count = 1;
        while (places[index + count] === first + count) count++;
        take(first * classes, result.subarray(index * classes, (index + count) * classes));
        index += count;
      }
      return result;
    },
    write: (start, probabilities) => put(start * classes, probabilities),
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

/** Values by their place: copied out of where they lie, and into it. */
interface Values {
  take(start: number, into: Float64Array): void;
  put(start: number, values: Float64Array): void;
}

async function onDisk(rows: number, classes: number, folder: string): Promise<Values> {
  const { bavail, bsize } = await statfs(folder);
  const [wanted, free] = [rows * classes * 8, bavail * bsize];
  if (wanted > free) {
    const mebibytes = (bytes: number) => Math.ceil(bytes / 1024 / 1024);
    throw problem(
      "DATA_TOO_LARGE",
      `What is said of ${rows} rows without a label takes ${mebibytes(wanted)} MiB on disk; ${mebibytes(free)} MiB are free in ${folder}.`,
      "Free some space, or give fewer rows without a label.",
    );
  }
  const perFile = FILE_BYTES / 8;
  const files: number[] = [];
  /** The part of each file that some values are. */
  const each = (start: number, values: Float64Array, work: (file: number, part: Uint8Array, at: number) => void) => {
    for (let done = 0; done < values.length; ) {
      const index = Math.floor((start + done) / perFile);
      const file = files[index] ?? openSync(join(folder, `told.${index}`), "w+", 0o600);
      files[index] = file;
      const within = (start + done) % perFile;
      const part = values.subarray(done, done + perFile - within);
      work(file, new Uint8Array(part.buffer, part.byteOffset, part.byteLength), within * 8);
      done += part.length;
    }
  };
  return {
    take: (start, into) =>
      each(start, into, (file, part, at) => {
        for (let done = 0; done < part.length; ) {
          const count = readSync(file, part, done, part.length - done, at + done);
          if (count === 0) throw new RangeError("Nothing was said of this row.");
          done += count;
        }
      }),
    put: (start, values) =>
      each(start, values, (file, part, at) => {
        for (let done = 0; done < part.length; ) done += writeSync(file, part, done, part.length - done, at + done);
      }),
  };
}
