import { sizeOf } from "../graph/shape.ts";
import type { DataSpec } from "./scan.ts";

/** Values of data blocks, by name: `rows` times the block's row shape. */
export type DataBlocks = Readonly<Record<string, Float32Array | BigInt64Array>>;

/** Rows to train on, wherever they are: in memory, or in a file that is too large for it. */
export interface DataSource {
  readonly rows: number;
  /** Everything, when it is in memory anyway; then `read` is not called, since a session can pick the rows itself. */
  readonly blocks?: DataBlocks;
  /**
   * The rows of the next steps, in the order asked for, a row twice where it is asked for twice.
   * Never called again before its last answer has come.
   */
  read(rows: BigInt64Array): DataBlocks | Promise<DataBlocks>;
}

/** Rows that are in memory already. They are not copied. */
export function inMemory(blocks: DataBlocks, specs: readonly DataSpec[]): DataSource {
  const rows = rowsOf(specs, blocks);
  return { rows, blocks, read: (wanted) => pick(blocks, rows, wanted) };
}

/** Blocks as a source; a source as it is. */
export function sourceOf(data: DataSource | DataBlocks, specs: readonly DataSpec[]): DataSource {
  return isSource(data) ? data : inMemory(data, specs);
}

function isSource(data: DataSource | DataBlocks): data is DataSource {
  return typeof data.read === "function";
}

/**
 * Number of rows of blocks that belong together.
 * @throws RangeError when their lengths do not fit, TypeError when a block is missing or of another type.
 */
export function rowsOf(specs: readonly DataSpec[], blocks: DataBlocks): number {
  const counts = specs.map(({ name, type, rowShape }) => {
    const values = blocks[name];
    if (!(values instanceof (type === "int64" ? BigInt64Array : Float32Array))) {
      throw new TypeError(`The data block "${name}" must hold ${type} values.`);
    }
    return values.length / sizeOf(rowShape);
  });
  const [first] = counts;
  if (first === undefined || !Number.isInteger(first) || counts.some((count) => count !== first)) {
    throw new RangeError(`The data blocks have ${counts.join(", ")} rows; they must have the same whole number.`);
  }
  return first;
}

/** Copies some rows, each block by its own width. */
function pick(blocks: DataBlocks, rows: number, wanted: BigInt64Array): DataBlocks {
  return Object.fromEntries(
    Object.entries(blocks).map(([name, values]) => {
      const width = values.length / rows;
      const size = wanted.length * width;
      return [
        name,
        values instanceof Float32Array
          ? copyRows(values, new Float32Array(size), width, wanted)
          : copyRows(values, new BigInt64Array(size), width, wanted),
      ];
    }),
  );
}

function copyRows<T extends Float32Array | BigInt64Array>(from: T, to: T, width: number, wanted: BigInt64Array): T {
  wanted.forEach((row, index) => {
    const first = Number(row) * width;
    // Both are of one type; TypeScript cannot see that `subarray` keeps it.
    (to as Float32Array).set((from as Float32Array).subarray(first, first + width), index * width);
  });
  return to;
}
