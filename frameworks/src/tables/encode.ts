import { Tape } from "../autodiff/tape.ts";
import { numbersOf, type Table } from "../csv/table.ts";
import { Graph } from "../graph/graph.ts";
import { encodeModel } from "../graph/model.ts";
import { inputName } from "../inference/signature.ts";
import { Tensor } from "../runner/onnxruntime.ts";
import { openSession } from "../runner/session.ts";
import { rowsAtOnce } from "./chunks.ts";
import { encoderGraph } from "./encoderGraph.ts";
import { type EncodedForm, type Encoder, featureCount } from "./encoders.ts";
import { findColumn } from "./target.ts";

const CHUNK_ROWS = 8_192;

/** Turns rows of tables into features, by the very nodes that the exported model carries. */
export interface RowEncoder {
  readonly width: number;
  /** Features of some rows, part by part in their order: float32 [rows, width]. */
  encode(table: Table, rows: Int32Array): AsyncGenerator<Float32Array>;
  release(): Promise<void>;
}

/** Compiles encoders. */
export async function openEncoder(encoders: readonly Encoder[], form: EncodedForm = "scaled"): Promise<RowEncoder> {
  const tape = new Tape(new Graph("encode"));
  const features = encoderGraph(tape, encoders, form);
  tape.graph.output(features.name, "float32", features.shape);
  const session = await openSession(encodeModel(tape.graph));
  const width = featureCount(encoders, form);
  return {
    width,
    async *encode(table, rows) {
      const perPart = rowsAtOnce(width, CHUNK_ROWS);
      const readers = encoders.map((encoder) => columnReader(table, encoder));
      for (let start = 0; start < rows.length; start += perPart) {
        const part = rows.subarray(start, start + perPart);
        const feeds = Object.fromEntries(readers.map(({ name, read }) => [name, read(part)]));
        const { [features.name]: output } = await session.run(feeds);
        yield output?.data as Float32Array;
      }
    },
    release: () => session.release(),
  };
}

/** Features of table rows: float32 [rows, features]. */
export async function encodeRows(
  table: Table,
  rows: Int32Array,
  encoders: readonly Encoder[],
  form: EncodedForm = "scaled",
): Promise<Float32Array> {
  const encoder = await openEncoder(encoders, form);
  try {
    const result = new Float32Array(rows.length * encoder.width);
    let start = 0;
    for await (const features of encoder.encode(table, rows)) {
      result.set(features, start);
      start += features.length;
    }
    return result;
  } finally {
    await encoder.release();
  }
}

function columnReader(table: Table, encoder: Encoder): { name: string; read: (rows: Int32Array) => Tensor } {
  const column = findColumn(table, encoder.name, "feature");
  const name = inputName(encoder.name);
  if (encoder.type !== "number") {
    const { codes, values } = column;
    const read = (rows: Int32Array) => {
      const texts: string[] = [];
      for (const row of rows) texts.push(values[codes[row] as number] as string);
      return new Tensor("string", texts, [rows.length, 1]);
    };
    return { name, read };
  }
  const numbers = numbersOf(column, table);
  const read = (rows: Int32Array) => {
    const floats = new Float32Array(rows.length);
    for (let index = 0; index < rows.length; index++) floats[index] = numbers[rows[index] as number] as number;
    return new Tensor("float32", floats, [rows.length, 1]);
  };
  return { name, read };
}
