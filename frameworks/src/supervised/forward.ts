import { Tape } from "../autodiff/tape.ts";
import { Graph } from "../graph/graph.ts";
import { encodeModel } from "../graph/model.ts";
import { type Activation, network } from "../runner/network.ts";
import { Tensor } from "../runner/onnxruntime.ts";
import type { Parameter } from "../runner/scan.ts";
import { openSession } from "../runner/session.ts";

const CHUNK_ROWS = 8_192;

/** Scores of a network for any weights and rows, without training. */
export interface Forward {
  /** @returns float32 [rows, outputs] for features [rows, features]. */
  run(weights: readonly Float32Array[], features: Float32Array): Promise<Float32Array>;
  release(): Promise<void>;
}

/** Compiles the forward pass of a network whose weights are inputs. */
export async function createForward(
  parameters: readonly Pick<Parameter, "name" | "shape">[],
  activation: Activation,
): Promise<Forward> {
  const width = parameters[0]?.shape[0] ?? 0;
  const tape = new Tape(new Graph("forward"));
  const x = tape.value(tape.graph.input("features", "float32", ["N", width]), ["N", width]);
  const weights = parameters.map(({ name, shape }) => tape.value(tape.graph.input(name, "float32", shape), shape));
  const scores = network(tape, x, weights, activation);
  tape.graph.output(scores.name, "float32", scores.shape);
  const session = await openSession(encodeModel(tape.graph));
  const outputs = parameters.at(-1)?.shape[0] ?? 0;
  return {
    async run(values, features) {
      const rows = features.length / width;
      const result = new Float32Array(rows * outputs);
      const feeds: Record<string, Tensor> = Object.fromEntries(
        parameters.map(({ name, shape }, index) => [name, new Tensor("float32", values[index] ?? [], [...shape])]),
      );
      for (let start = 0; start < rows; start += CHUNK_ROWS) {
        const part = features.subarray(start * width, (start + CHUNK_ROWS) * width);
        const { [scores.name]: output } = await session.run({
          ...feeds,
          features: new Tensor("float32", part, [part.length / width, width]),
        });
        result.set(output?.data as Float32Array, start * outputs);
      }
      return result;
    },
    release: () => session.release(),
  };
}
