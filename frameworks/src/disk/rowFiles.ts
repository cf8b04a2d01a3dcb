import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { join } from "node:path";

/** Rows lie in files of this size at most, which is what any process may write into one file (`largestFileMiB`). Bytes. */
const FILE_BYTES = 64 * 1024 * 1024;
/** Files that are open at a time: a process may have few hundred open. */
const MOST_OPEN = 64;

/** Rows of equally many bytes on disk, by their position. */
export interface RowFiles {
  /** Writes rows that follow each other. @param bytes [rows, rowBytes] */
  write(first: number, bytes: Uint8Array): void;
  /** Rows in the order given; those must have been written. */
  read(positions: Int32Array): Uint8Array<ArrayBuffer>;
}

/** Where a row lies: in a file, open until the next place is asked for, from which byte on, and how many rows lie there from it on. */
interface Place {
  readonly file: number;
  readonly start: number;
  readonly left: number;
}

/** Room for rows in a folder, see `requireRoom`. A few of its files stay open as long as the process lives. */
export function createRowFiles(
  folder: string,
  name: string,
  rowBytes: number,
  fileBytes: number = FILE_BYTES,
): RowFiles {
  const rowsPerFile = Math.max(1, Math.floor(fileBytes / rowBytes));
  const fileOf = openedFiles((index) => join(folder, `${name}.${index}`));
  const placeOf = (row: number): Place => {
    const within = row % rowsPerFile;
    return { file: fileOf(Math.floor(row / rowsPerFile)), start: within * rowBytes, left: rowsPerFile - within };
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

/** Opens numbered files, each when it is first asked for; of too many the one that was opened first is closed until it is wanted again. */
function openedFiles(pathOf: (index: number) => string): (index: number) => number {
  const open = new Map<number, number>();
  const made = new Set<number>();
  return (index) => {
    const known = open.get(index);
    if (known !== undefined) return known;
    const [oldest] = open;
    if (oldest !== undefined && open.size >= MOST_OPEN) {
      open.delete(oldest[0]);
      closeSync(oldest[1]);
    }
    const file = openSync(pathOf(index), made.has(index) ? "r+" : "wx+", 0o600);
    open.set(index, file);
    made.add(index);
    return file;
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
