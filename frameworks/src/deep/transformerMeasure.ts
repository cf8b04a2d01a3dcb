import { Tape } from "../autodiff/tape.ts";
import { int } from "../graph/attribute.ts";
import { Graph } from "../graph/graph.ts";
import { encodeModel } from "../graph/model.ts";
import type { TextPart } from "../language/tokenizedText.ts";
import { Tensor } from "../runner/onnxruntime.ts";
import type { Parameter } from "../runner/scan.ts";
import { openSession } from "../runner/session.ts";
import { transformerNetwork } from "./transformerNetwork.ts";
import type { TransformerSizes } from "./transformerParameters.ts";
import { shifted } from "./transformerProgram.ts";

const BATCH = 16;

/** Measures transformers of some sizes. */
export interface Measure {
  /**
   * Mean cross-entropy per token, in nats, over a part of a text: window after window without overlap, each token once, the first
   * one excepted. A token is predicted from those of its window before it.
   */
  nats(weights: readonly Float32Array[], part: TextPart): Promise<number>;
  release(): Promise<void>;
}

export async function transformerMeasure(
  sizes: TransformerSizes,
  parameters: readonly Parameter[],
  options: { threads: number },
): Promise<Measure> {
  const { context } = sizes;
  const session = await openSession(lossModel(sizes, parameters), options);
  return {
    nats(weights, part) {
      const feeds = Object.fromEntries(
        parameters.map(({ name, shape }, index) => [
          name,
          new Tensor("float32", weights[index] as Float32Array, shape),
        ]),
      );
      return meanLoss(part, context, async (text) => {
        const results = await session.run({ ...feeds, text: new Tensor("int64", text, [BATCH, context + 1]) });
        return results.losses?.data as Float32Array;
      });
    },
    release: () => session.release(),
  };
}

/**
 * Mean cross-entropy per token of a part of a text, as `Measure.nats` says.
 * @param lossesOf -ln p [16 · context] of each token but the first of 16 windows [16, context + 1]; windows at the end may be empty
 */
export async function meanLoss(
  { file, first, end }: TextPart,
  context: number,
  lossesOf: (text: BigInt64Array) => Promise<Float32Array>,
): Promise<number> {
  const width = context + 1;
  const tokens = end - first - 1;
  const windows = Math.ceil(tokens / context);
  let sum = 0;
  for (let start = 0; start < windows; start += BATCH) {
    const count = Math.min(BATCH, windows - start);
    const text = new BigInt64Array(BATCH * width);
    for (let row = 0; row < count; row++) {
      // The last window begins earlier, so that it is whole; what it shares with the one before counts there.
      const from = Math.min(first + (start + row) * context, end - width);
      text.set(Array.from(file.read(from, width), BigInt), row * width);
    }
    const losses = await lossesOf(text);
    for (let row = 0; row < count; row++) {
      const counted = start + row === windows - 1 ? tokens - (windows - 1) * context : context;
      for (let place = context - counted; place < context; place++) sum += losses[row * context + place] ?? 0;
    }
  }
  return sum / tokens;
}

/** Takes the weights and `text` int64 [16, context + 1]; returns `losses` float32 [16 · context], -ln p of each token. */
function lossModel(sizes: TransformerSizes, parameters: readonly Parameter[]): Uint8Array {
  const tape = new Tape(new Graph("measure"));
  const { graph } = tape;
  const weights = parameters.map(({ name, shape }) => tape.value(graph.input(name, "float32", shape), shape));
  const shape = [BATCH, sizes.context + 1];
  const { inputs, labels } = shifted(tape, tape.value(graph.input("text", "int64", shape), shape, "int64"));
  const logits = transformerNetwork(tape, weights, inputs, sizes);
  const logs = graph.node("LogSoftmax", [logits.name], { attributes: { axis: int(-1) } });
  const places = graph.node("Unsqueeze", [labels.name, graph.int64(1)]);
  const picked = graph.node("GatherElements", [logs, places], { attributes: { axis: int(1) } });
  graph.nodeNamed("Neg", [graph.node("Squeeze", [picked, graph.int64(1)])], ["losses"]);
  graph.output("losses", "float32", [BATCH * sizes.context]);
  return encodeModel(graph);
}
