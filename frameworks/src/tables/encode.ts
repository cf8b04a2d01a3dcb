import { Tape } from "../autodiff/tape.ts";
import { numbersOf, type Table } from "../csv/table.ts";
import { Graph } from "../graph/graph.ts";
import { encodeModel } from "../graph/model.ts";
import { Tensor } from "../runner/onnxruntime.ts";
import { openSession } from "../runner/session.ts";
import { encoderGraph, inputName } from "./encoderGraph.ts";
import { type Encoder, featureCount } from "./encoders.ts";
import { findColumn } from "./target.ts";

const CHUNK_ROWS = 8_192;

/** Features of table rows, computed by the very nodes that the exported model carries. Float32 [rows, features]. */
export async function encodeRows(table: Table, rows: Int32Array, encoders: readonly Encoder[]): Promise<Float32Array> {
  const tape = new Tape(new Graph("encode"));
  const features = encoderGraph(tape, encoders);
  tape.graph.output(features.name, "float32", features.shape);
  const session = await openSession(encodeModel(tape.graph));
  const width = featureCount(encoders);
  const result = new Float32Array(rows.length * width);
  const readers = encoders.map((encoder) => columnReader(table, encoder));
  for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
    const part = rows.subarray(start, start + CHUNK_ROWS);
    const feeds = Object.fromEntries(readers.map(({ name, read }) => [name, read(part)]));
    const { [features.name]: output } = await session.run(feeds);
    result.set(output?.data as Float32Array, start * width);
  }
  await session.release();
  return result;
}

function columnReader(table: Table, encoder: Encoder): { name: string; read: (rows: Int32Array) => Tensor } {
  const column = findColumn(table, encoder.name, "feature");
  const name = inputName(encoder.name);
  if (encoder.type !== "number") {
    const text = (row: number) => column.values[column.codes[row] ?? 0] ?? "";
    return { name, read: (rows) => new Tensor("string", Array.from(rows, text), [rows.length, 1]) };
  }
  const numbers = numbersOf(column, table);
  const number = (row: number) => numbers[row] ?? Number.NaN;
  return { name, read: (rows) => new Tensor("float32", Float32Array.from(rows, number), [rows.length, 1]) };
}
