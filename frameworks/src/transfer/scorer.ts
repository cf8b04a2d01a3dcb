import { Tape } from "../autodiff/tape.ts";
import { Graph } from "../graph/graph.ts";
import { encodeModel } from "../graph/model.ts";
import { Tensor } from "../runner/onnxruntime.ts";
import { openSession } from "../runner/session.ts";
import type { Trainable } from "./trainOn.ts";

const MAX_CHUNK = 256;

/** Scores of a trainable for any of its weights, without training. */
export interface Scorer {
  /** @param rows positions in the blocks; @returns float32 [rows, outputs] */
  run(weights: readonly Float32Array[], rows: Int32Array): Promise<Float32Array>;
  release(): Promise<void>;
}

/** Compiles the forward pass with the weights as inputs. Its operations have fixed shapes, so rows come in chunks of one size. */
export async function createScorer(
  { parameters, constants, blocks, scores }: Trainable,
  rows: number,
  threads: number,
): Promise<Scorer> {
  const chunk = Math.min(rows, MAX_CHUNK);
  const tape = new Tape(new Graph("scores"));
  const { graph } = tape;
  const input = (name: string, shape: readonly number[]) => tape.value(graph.input(name, "float32", shape), shape);
  const weights = parameters.map(({ name, shape }) => input(name, shape));
  const fixed = constants.map(({ name, shape }) => input(name, shape));
  const batch = blocks.map(({ rowShape }, index) => input(`block${index}`, [chunk, ...rowShape]));
  const output = scores(tape, weights, batch, fixed);
  graph.output(output.name, "float32", output.shape);
  const session = await openSession(encodeModel(graph), { threads });
  const width = Number(output.shape[1]);
  return {
    async run(values, wanted) {
      const result = new Float32Array(wanted.length * width);
      const feeds: Record<string, Tensor> = {};
      parameters.forEach(({ name, shape }, index) => {
        feeds[name] = new Tensor("float32", values[index] ?? new Float32Array(), [...shape]);
      });
      for (const { name, shape, initial } of constants) feeds[name] = new Tensor("float32", initial, [...shape]);
      for (let start = 0; start < wanted.length; start += chunk) {
        const positions = wanted.subarray(start, start + chunk);
        for (const [index, block] of blocks.entries()) {
          // The last chunk is filled up with zeros, whose scores nobody reads.
          const part = new Float32Array(chunk * block.width);
          part.set(await block.read(positions));
          feeds[`block${index}`] = new Tensor("float32", part, [chunk, ...block.rowShape]);
        }
        const results = await session.run(feeds);
        const part = results[output.name]?.data as Float32Array;
        result.set(part.subarray(0, positions.length * width), start * width);
      }
      return result;
    },
    release: () => session.release(),
  };
}
