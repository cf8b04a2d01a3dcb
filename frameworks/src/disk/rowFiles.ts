import { openSync, readSync, writeSync } from "node:fs";
import { join } from "node:path";

/** Rows lie in files of this size at most, which is what any process may write into one file (`largestFileMiB`). Bytes. */
const FILE_BYTES = 64 * 1024 * 1024;

/** Rows of equally many bytes on disk, by their position. */
export interface RowFiles {
  /** Writes rows that follow each other. @param bytes [rows, rowBytes] */
  write(first: number, bytes: Uint8Array): void;
  /** Rows in the order given; those must have been written. */
  read(positions: Int32Array): Uint8Array<ArrayBuffer>;
}

/** Where a row lies: in an open file, from which byte on, and how many rows lie there from it on. */
interface Place {
  readonly file: number;
  readonly start: number;
  readonly left: number;
}

/** Room for rows in a folder, see `requireRoom`. Its files stay open as long as the process lives. */
export function createRowFiles(folder: string, name: string, rowBytes: number): RowFiles {
  const rowsPerFile = Math.max(1, Math.floor(FILE_BYTES / rowBytes));
  const files: number[] = [];
  const placeOf = (row: number): Place => {
    const index = Math.floor(row / rowsPerFile);
    const file = files[index] ?? openSync(join(folder, `${name}.${index}`), "wx+", 0o600);
    files[index] = file;
    const within = row % rowsPerFile;
    return { file, start: within * rowBytes, left: rowsPerFile - within };
  };
  return {
    write(first, bytes) {
      const count = bytes.length / rowBytes;
      for (let done = 0; done < count; ) {
        const { file, start, left } = placeOf(first + done);
        const part = Math.min(count - done, left);
        writeAll(file, bytes.subarray(done * rowBytes, (done + part) * rowBytes), start);
        done += part;
      }
    },
    read: (positions) => readRows(positions, rowBytes, placeOf),
  };
}

/** Reads rows from where they lie, those that follow each other in a file at once. */
export function readRows(
  positions: Int32Array,
  rowBytes: number,
  placeOf: (row: number) => Place,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(positions.length * rowBytes);
  for (let index = 0; index < positions.length; ) {
    const first = positions[index] as number;
    const { file, start, left } = placeOf(first);
    let count = 1;
    while (count < left && positions[index + count] === first + count) count++;
    readAll(file, bytes.subarray(index * rowBytes, (index + count) * rowBytes), start);
    index += count;
  }
  return bytes;
}

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
