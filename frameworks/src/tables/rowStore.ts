import { openSync, readSync, writeSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { join } from "node:path";
import { problem } from "../errors.ts";
import type { ReadyMatrix } from "./featureMatrix.ts";

/** A matrix lies in files of this size at most, which is what any process may write into one file (`largestFileMiB`). Bytes. */
const FILE_BYTES = 64 * 1024 * 1024;

/** A matrix of rows on disk: written once from the front, then read by position. */
export interface RowStore {
  append(rows: Float32Array): void;
  /** What was written. */
  matrix(): ReadyMatrix;
}

/**
 * Prepares a matrix of `rows` rows in a folder. Its files stay open as long as the process lives.
 * @throws BlacktailError DATA_TOO_LARGE when the disk has too little room
 */
export async function createRowStore(
  folder: string,
  name: string,
  { rows, width }: { rows: number; width: number },
): Promise<RowStore> {
  const rowBytes = width * 4;
  await requireRoom(folder, rows * rowBytes);
  const rowsPerFile = Math.max(1, Math.floor(FILE_BYTES / rowBytes));
  const files: number[] = [];
  let written = 0;
  const fileOf = (row: number) => {
    const index = Math.floor(row / rowsPerFile);
    files[index] ??= openSync(join(folder, `${name}.${index}`), "wx+", 0o600);
    return files[index];
  };
  return {
    append(values) {
      const count = values.length / width;
      for (let done = 0; done < count; ) {
        const part = Math.min(count - done, rowsPerFile - (written % rowsPerFile));
        const bytes = new Uint8Array(values.buffer, values.byteOffset + done * rowBytes, part * rowBytes);
        writeAll(fileOf(written), bytes, (written % rowsPerFile) * rowBytes);
        written += part;
        done += part;
      }
    },
    matrix: () => ({
      rows: written,
      width,
      read(positions) {
        const result = new Float32Array(positions.length * width);
        const bytes = new Uint8Array(result.buffer);
        for (let index = 0; index < positions.length; ) {
          const first = positions[index] as number;
          // Rows that follow each other in the file come in one read.
          let count = 1;
          while (positions[index + count] === first + count && (first + count) % rowsPerFile !== 0) count++;
          const part = bytes.subarray(index * rowBytes, (index + count) * rowBytes);
          readAll(fileOf(first), part, (first % rowsPerFile) * rowBytes);
          index += count;
        }
        return result;
      },
    }),
  };

  function writeAll(file: number, bytes: Uint8Array, start: number): void {
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done, bytes.length - done, start + done);
  }

  function readAll(file: number, bytes: Uint8Array, start: number): void {
    for (let done = 0; done < bytes.length; ) {
      const count = readSync(file, bytes, done, bytes.length - done, start + done);
      if (count === 0) throw new RangeError("The row lies beyond what was written.");
      done += count;
    }
  }
}

async function requireRoom(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (bytes <= free) return;
  const mebibytes = (count: number) => Math.ceil(count / 1024 / 1024);
  throw problem(
    "DATA_TOO_LARGE",
    `The encoded table takes ${mebibytes(bytes)} MiB on disk; ${mebibytes(free)} MiB are free in ${folder}.`,
    "Free some space, or give fewer rows or columns.",
  );
}
