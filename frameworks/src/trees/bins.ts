import { chunksOf } from "../tables/chunks.ts";
import { thinRows } from "../tables/thinRows.ts";

/** Bins of a feature's values at most: with those of infinity and of missing values, codes fit a byte. */
const MAX_BINS = 253;
/** The largest float32: a cut that divides what is there from what is missing. */
const LARGEST = 3.4028234663852886e38;
/** Values that the cuts of a feature are learned from at most. */
const CUT_SAMPLE = 200_000;

/** Feature values as small whole numbers: b for what is above `cuts[b - 1]` and at most `cuts[b]`, `missingCode` for a gap. */
export interface BinnedRows {
  readonly rows: number;
  readonly width: number;
  /** [width, rows], column by column. */
  readonly codes: Uint8Array;
}

/** The code of a missing value, by the feature's cuts. */
export const missingCode = (cuts: Float32Array): number => cuts.length + 1;

/** Rows by position, wherever they are. */
export interface RowReader {
  readonly rows: number;
  readonly width: number;
  /** float32 [positions, width] */
  read(positions: Int32Array): Float32Array | Promise<Float32Array>;
}

/** Learns where to cut each feature, from evenly spaced rows when there are many. A feature that never varies has no cut. */
export async function findCuts(reader: RowReader, positions: Int32Array): Promise<Float32Array[]> {
  const sample = thinRows(positions, CUT_SAMPLE);
  const values = Array.from({ length: reader.width }, () => new Float32Array(sample.length));
  for await (const { features, start } of chunksOf(reader, sample)) {
    for (let index = 0; index < features.length; index++) {
      const column = index % reader.width;
      (values[column] as Float32Array)[start + (index - column) / reader.width] = features[index] as number;
    }
  }
  return values.map(cutsOf);
}

/** Codes of rows by known cuts. */
export async function binRows(
  reader: RowReader,
  positions: Int32Array,
  cuts: readonly Float32Array[],
): Promise<BinnedRows> {
  const { width } = reader;
  const rows = positions.length;
  const codes = new Uint8Array(rows * width);
  for await (const { features, start } of chunksOf(reader, positions)) {
    for (let column = 0; column < width; column++) {
      const own = cuts[column] as Float32Array;
      let place = column * rows + start;
      for (let index = column; index < features.length; index += width)
        codes[place++] = codeOf(features[index] as number, own);
    }
  }
  return { rows, width, codes };
}

/** Between neighbouring values, or, of many values, so that the bins hold about as many rows each. */
function cutsOf(values: Float32Array): Float32Array {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const distinct: number[] = [];
  const ends: number[] = [];
  for (let index = 0; index < sorted.length; index++) {
    const value = sorted[index] as number;
    if (value === sorted[index + 1]) continue;
    distinct.push(value);
    ends.push(index + 1);
  }
  const cuts: number[] = [];
  const all = distinct.length <= MAX_BINS;
  let wanted = sorted.length / MAX_BINS;
  for (let index = 0; index + 1 < distinct.length; index++) {
    const end = ends[index] as number;
    if (!all && end < wanted) continue;
    cuts.push(between(distinct[index] as number, distinct[index + 1] as number));
    const left = MAX_BINS - cuts.length;
    if (!all && left <= 1) break;
    wanted = end + (sorted.length - end) / left;
  }
  if (sorted.length < values.length && sorted.length > 0) cuts.push(LARGEST);
  return Float32Array.from(cuts);
}

/** A float32 t with low ≤ t < high. */
function between(low: number, high: number): number {
  const middle = Math.fround(low + (high - low) / 2);
  return middle >= low && middle < high ? middle : low;
}

function codeOf(value: number, cuts: Float32Array): number {
  if (Number.isNaN(value)) return missingCode(cuts);
  let [low, high] = [0, cuts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= (cuts[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
}
