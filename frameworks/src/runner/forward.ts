import { Tape, type Value } from "../autodiff/tape.ts";
import { Graph } from "../graph/graph.ts";
import { encodeModel } from "../graph/model.ts";
import { Tensor } from "./onnxruntime.ts";
import type { Parameter } from "./scan.ts";
import { openSession } from "./session.ts";

const CHUNK_ROWS = 8_192;

/** What a network makes of rows, for any weights, without training. */
export interface Forward<Name extends string> {
  /** @returns each output, float32 [rows, its width], for features [rows, width]. */
  run(weights: readonly Float32Array[], features: Float32Array): Promise<Record<Name, Float32Array>>;
  release(): Promise<void>;
}

export interface ForwardOptions<Name extends string> {
  readonly parameters: readonly Pick<Parameter, "name" | "shape">[];
  /** Features of a row. */
  readonly width: number;
  /** Adds the network for x [N, width]; each output is [N, a fixed number]. */
  outputs(tape: Tape, x: Value, weights: readonly Value[]): Record<Name, Value>;
  readonly threads?: number;
}

/** Compiles the forward pass of a network whose weights are inputs, so that it can be validated while it learns. */
export async function createForward<Name extends string>({
  parameters,
  width,
  outputs,
  threads = 1,
}: ForwardOptions<Name>): Promise<Forward<Name>> {
  const tape = new Tape(new Graph("forward"));
  const x = tape.value(tape.graph.input("features", "float32", ["N", width]), ["N", width]);
  const weights = parameters.map(({ name, shape }) => tape.value(tape.graph.input(name, "float32", shape), shape));
  const made = Object.entries<Value>(outputs(tape, x, weights)) as [Name, Value][];
  for (const [, value] of made) tape.graph.output(value.name, "float32", value.shape);
  const session = await openSession(encodeModel(tape.graph), { threads });
  return {
    async run(values, features) {
      const rows = features.length / width;
      const fed = Object.fromEntries(
        parameters.map(({ name, shape }, index) => [name, new Tensor("float32", values[index] ?? [], [...shape])]),
      );
      const result = Object.fromEntries(
        made.map(([name, { shape }]) => [name, new Float32Array(rows * Number(shape[1]))]),
      ) as Record<Name, Float32Array>;
      for (let start = 0; start < rows; start += CHUNK_ROWS) {
        const part = features.subarray(start * width, (start + CHUNK_ROWS) * width);
        const x = new Tensor("float32", part, [part.length / width, width]);
        const answers = await session.run({ ...fed, features: x });
        for (const [name, value] of made) {
          result[name].set(answers[value.name]?.data as Float32Array, start * Number(value.shape[1]));
        }
      }
      return result;
    },
    release: () => session.release(),
  };
}
