import { requireRoom } from "../disk/requireRoom.ts";
import { createRowFiles } from "../disk/rowFiles.ts";
import type { ReadyMatrix } from "./featureMatrix.ts";

/** A matrix of rows on disk: written once from the front, then read by position. */
export interface RowStore {
  append(rows: Float32Array): void;
  /** What was written. */
  matrix(): ReadyMatrix;
}

/**
 * Prepares a matrix of `rows` rows in a folder. A few of its files stay open as long as the process lives.
 * @throws BlacktailError DATA_TOO_LARGE when the disk has too little room
 */
export async function createRowStore(
  folder: string,
  name: string,
  { rows, width }: { rows: number; width: number },
): Promise<RowStore> {
  const rowBytes = width * 4;
  await requireRoom(folder, rows * rowBytes, "The table's encoded rows", "rows or columns");
  const files = createRowFiles(folder, name, rowBytes);
  let written = 0;
  return {
    append(values) {
      files.write(written, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
      written += values.length / width;
    },
    matrix: () => ({
      rows: written,
      width,
      read: (positions) => new Float32Array(files.read(positions).buffer),
    }),
  };
}
