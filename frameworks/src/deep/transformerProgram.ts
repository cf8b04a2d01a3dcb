import type { TransformerConfig } from "@blacktail/sdk/families";
import { adam } from "../autodiff/optimizer.ts";
import type { Tape, Value } from "../autodiff/tape.ts";
import { tokenCrossEntropy } from "../autodiff/tokenCrossEntropy.ts";
import { shapeText } from "../graph/shape.ts";
import type { Random } from "../random.ts";
import type { Program } from "../runner/scan.ts";
import { transformerNetwork } from "./transformerNetwork.ts";
import { type TransformerSizes, transformerParameters } from "./transformerParameters.ts";

type Settings = Pick<TransformerConfig, "batchSize" | "accumulate" | "weightDecay" | "clip">;

/** The training of a transformer on the data block `text` int64 [rows, context + 1]: the mean cross-entropy of each next token. */
export function transformerProgram(sizes: TransformerSizes, settings: Settings, random: Random): Program {
  const { batchSize, accumulate, weightDecay, clip } = settings;
  const parameters = transformerParameters(sizes, random);
  return {
    parameters,
    data: [{ name: "text", type: "int64", rowShape: [sizes.context + 1] }],
    batchSize,
    accumulate,
    clip,
    seed: random.below(2 ** 32),
    optimizer: adam({ beta2: 0.99, weightDecay }),
    loss(tape, weights, [text]) {
      if (text === undefined) throw new TypeError("A batch has a text.");
      const { inputs, labels } = shifted(tape, text);
      return tokenCrossEntropy(tape, transformerNetwork(tape, weights, inputs, sizes), labels);
    },
  };
}

/** Of int64 [batch, context + 1]: the tokens to read [batch, context], and those to predict [batch · context]. */
export function shifted(tape: Tape, text: Value): { inputs: Value; labels: Value } {
  const { graph } = tape;
  const [batch, width] = text.shape;
  if (typeof batch !== "number" || typeof width !== "number") {
    throw new TypeError(`A text must be [batch, context + 1] of fixed size, not ${shapeText(text.shape)}.`);
  }
  const context = width - 1;
  const from = (start: number) =>
    graph.node("Slice", [text.name, graph.int64(start), graph.int64(start + context), graph.int64(1)]);
  const labels = graph.node("Reshape", [from(1), graph.int64(batch * context)]);
  return {
    inputs: tape.value(from(0), [batch, context], "int64"),
    labels: tape.value(labels, [batch * context], "int64"),
  };
}
