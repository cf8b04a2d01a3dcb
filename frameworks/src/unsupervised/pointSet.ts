import type { Random } from "../random.ts";
import { chunksOf, rowsAtOnce } from "../tables/chunks.ts";
import { type FeatureMatrix, inMemoryMatrix } from "../tables/featureMatrix.ts";
import type { Points } from "./points.ts";
import { sampleRows } from "./sampleRows.ts";

/** Points in memory or on disk; on disk they are read part by part, never all at once. */
export interface PointSet {
  readonly rows: number;
  readonly width: number;
  readonly inMemory: boolean;
  /** All points in their order. What is computed from them in that order does not depend on the parts. */
  parts(): AsyncIterable<Part>;
  /** Some points, in the order of their numbers. */
  take(numbers: Int32Array): Promise<Points>;
}

/** Points that follow each other; `start` is the number of the first. */
export interface Part extends Points {
  readonly start: number;
}

/** What an algorithm with many starts or many passes may take of a larger table. */
const SAMPLE_ROWS = 50_000;
const SAMPLE_VALUES = 16_000_000;

/**
 * Rows of a matrix.
 * @param positions of the points in the matrix, in the points' order.
 * @param partRows points that are read at once.
 */
export function pointSet(
  matrix: FeatureMatrix,
  positions: Int32Array,
  partRows: number = rowsAtOnce(matrix.width),
): PointSet {
  const { width, whole } = matrix;
  const read = (wanted: Int32Array): Float32Array | Promise<Float32Array> => {
    const first = wanted[0] ?? 0;
    // Neighbours in memory need no copy.
    if (whole !== undefined && wanted.every((position, index) => position === first + index)) {
      return whole.subarray(first * width, (first + wanted.length) * width);
    }
    return matrix.read(wanted);
  };
  return {
    rows: positions.length,
    width,
    inMemory: whole !== undefined,
    async *parts() {
      for await (const { features, start } of chunksOf({ read, width }, positions, partRows)) {
        yield { values: features, rows: features.length / width, width, start };
      }
    },
    async take(numbers) {
      const wanted = numbers.map((number) => positions[number] as number);
      return { values: await read(wanted), rows: wanted.length, width };
    },
  };
}

/** Points that are in memory. */
export function pointsInMemory({ values, rows, width }: Points): PointSet {
  return pointSet(
    inMemoryMatrix(values, width),
    Int32Array.from({ length: rows }, (_, row) => row),
  );
}

/** All points where they are few, or else as many of them as `limit`, drawn at random, in their order. */
export async function samplePoints(
  set: PointSet,
  random: Random,
  limit: number = Math.max(1, Math.min(SAMPLE_ROWS, Math.floor(SAMPLE_VALUES / set.width))),
): Promise<Points> {
  return set.take(sampleRows(set.rows, limit, random));
}

/** How many points differ from each other, counted up to `limit`. */
export async function countDistinct(set: PointSet, limit: number): Promise<number> {
  const seen = new Set<string>();
  for await (const { values, rows, width } of set.parts()) {
    for (let row = 0; row < rows && seen.size < limit; row++) {
      seen.add(values.subarray(row * width, (row + 1) * width).join());
    }
    if (seen.size >= limit) break;
  }
  return seen.size;
}
