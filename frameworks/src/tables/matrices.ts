import type { Table } from "../csv/table.ts";
import { openEncoder, type RowEncoder } from "./encode.ts";
import { type EncodedForm, type Encoder, type FeatureForm, featureCount } from "./encoders.ts";
import { expandRows } from "./expandRows.ts";
import { type FeatureMatrix, inMemoryMatrix, type ReadyMatrix } from "./featureMatrix.ts";
import { createRowStore } from "./rowStore.ts";
import { scaleRows } from "./scaleRows.ts";

/** Features that are held in memory at most; a larger matrix lies on disk. */
export const MAX_VALUES = 64_000_000;

/** Rows to encode: parts of a table, and which rows of each. */
export type Parts = AsyncGenerator<{ readonly table: Table; readonly rows: Int32Array }>;

/** The features of a table's rows, in either form. */
export interface Matrices<Matrix extends FeatureMatrix = FeatureMatrix> {
  readonly rows: number;
  of(form: FeatureForm): Promise<Matrix>;
}

export interface MatricesOptions {
  readonly encoders: readonly Encoder[];
  readonly parts: () => Parts;
  /** Rows that the parts have in all. */
  readonly rows: number;
  readonly maxValues: number;
  readonly folder: string;
  /** Of the matrix' files on disk. */
  readonly name: string;
}

/**
 * Encodes a table: in memory, form by form when it is asked for; a large one once, coded, into a folder, from which rows are read
 * by position and brought into form on the way.
 * @throws BlacktailError DATA_TOO_LARGE when the disk has too little room
 */
export async function encodeTable(options: MatricesOptions): Promise<Matrices<ReadyMatrix>> {
  const { encoders, rows, maxValues } = options;
  if (rows * featureCount(encoders) <= maxValues) {
    const known = new Map<FeatureForm, Promise<ReadyMatrix>>();
    return {
      rows,
      of(form) {
        const matrix = known.get(form) ?? encodeWhole(options, form);
        known.set(form, matrix);
        return matrix;
      },
    };
  }
  const coded = await encodeToDisk(options);
  const expand = expandRows(encoders);
  const scale = scaleRows(encoders);
  const inForm = (form: FeatureForm): ReadyMatrix => ({
    rows,
    width: featureCount(encoders, form),
    read(positions) {
      const raw = expand(coded.read(positions));
      return form === "raw" ? raw : scale(raw);
    },
  });
  const matrices = { raw: inForm("raw"), scaled: inForm("scaled") };
  return { rows, of: async (form) => matrices[form] };
}

async function encodeWhole({ encoders, parts, rows }: MatricesOptions, form: FeatureForm): Promise<ReadyMatrix> {
  const width = featureCount(encoders, form);
  const whole = new Float32Array(rows * width);
  let start = 0;
  await withEncoder(encoders, form, async (encoder) => {
    for await (const part of parts()) {
      for await (const features of encoder.encode(part.table, part.rows)) {
        whole.set(features, start);
        start += features.length;
      }
    }
  });
  return inMemoryMatrix(whole, width);
}

async function encodeToDisk({ encoders, parts, rows, folder, name }: MatricesOptions): Promise<ReadyMatrix> {
  const store = await createRowStore(folder, name, { rows, width: featureCount(encoders, "coded") });
  await withEncoder(encoders, "coded", async (encoder) => {
    for await (const part of parts()) {
      for await (const features of encoder.encode(part.table, part.rows)) store.append(features);
    }
  });
  return store.matrix();
}

async function withEncoder(
  encoders: readonly Encoder[],
  form: EncodedForm,
  work: (encoder: RowEncoder) => Promise<void>,
): Promise<void> {
  const encoder = await openEncoder(encoders, form);
  try {
    await work(encoder);
  } finally {
    await encoder.release();
  }
}

/** The rows of one table, and those of another behind them. */
export function stackedMatrices(first: Matrices<ReadyMatrix>, second: Matrices<ReadyMatrix>): Matrices<ReadyMatrix>;
export function stackedMatrices(first: Matrices, second: Matrices): Matrices;
export function stackedMatrices(first: Matrices, second: Matrices): Matrices {
  const known = new Map<FeatureForm, Promise<FeatureMatrix>>();
  return {
    rows: first.rows + second.rows,
    of(form) {
      const matrix = known.get(form) ?? Promise.all([first.of(form), second.of(form)]).then(([a, b]) => stacked(a, b));
      known.set(form, matrix);
      return matrix;
    },
  };
}

function stacked(first: FeatureMatrix, second: FeatureMatrix): FeatureMatrix {
  const { rows, width } = first;
  if (first.whole !== undefined && second.whole !== undefined)
    return inMemoryMatrix(joined([first.whole, second.whole]), width);
  return {
    rows: rows + second.rows,
    width,
    read(positions) {
      const parts: (Float32Array | Promise<Float32Array>)[] = [];
      // In runs that lie in one of the two, so that neighbours are read together.
      for (let start = 0; start < positions.length; ) {
        const later = (positions[start] as number) >= rows;
        let end = start + 1;
        while (end < positions.length && (positions[end] as number) >= rows === later) end++;
        const part = positions.subarray(start, end);
        parts.push(later ? second.read(part.map((row) => row - rows)) : first.read(part));
        start = end;
      }
      return parts.every((part) => part instanceof Float32Array) ? joined(parts) : Promise.all(parts).then(joined);
    },
  };
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const result = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  for (const part of parts) {
    result.set(part, start);
    start += part.length;
  }
  return result;
}
