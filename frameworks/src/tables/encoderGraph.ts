import type { Tape, Value } from "../autodiff/tape.ts";
import { int, ints, texts } from "../graph/attribute.ts";
import type { Graph } from "../graph/graph.ts";
import { ML_DOMAIN } from "../graph/model.ts";
import { inputName } from "../inference/signature.ts";
import {
  type CategoryEncoder,
  type EncodedForm,
  type Encoder,
  encoderWidth,
  featureCount,
  type NumberEncoder,
} from "./encoders.ts";
import { textFeatures } from "./textGraph.ts";

/**
 * Adds one input [N, 1] per raw column (float32 with NaN for gaps, or string) and the nodes that turn them into features.
 * @returns the features, float32 [N, features]: numbers first, then the marks of their gaps, then categories and texts.
 */
export function encoderGraph(tape: Tape, encoders: readonly Encoder[], form: EncodedForm = "scaled"): Value {
  const { graph } = tape;
  for (const { name, type } of encoders) {
    graph.input(inputName(name), type === "number" ? "float32" : "string", ["N", 1]);
  }
  const numbers = encoders.filter((encoder) => encoder.type === "number");
  const blocks = [
    ...(numbers.length > 0 ? numberFeatures(graph, numbers, form) : []),
    ...encoders.flatMap((encoder) => {
      if (encoder.type === "number") return [];
      if (encoder.type === "text") return textFeatures(graph, inputName(encoder.name), encoder);
      return [categoryFeatures(graph, encoder, form)];
    }),
  ];
  return tape.value(concat(graph, blocks), ["N", featureCount(encoders, form)], "float32");
}

function numberFeatures(graph: Graph, encoders: readonly NumberEncoder[], form: EncodedForm): string[] {
  const row = (pick: (encoder: NumberEncoder) => number) =>
    graph.constant("float32", [encoders.length], encoders.map(pick));
  const raw = concat(
    graph,
    encoders.map(({ name }) => inputName(name)),
  );
  if (form !== "scaled") return [raw];
  const gaps = graph.node("IsNaN", [raw]);
  const filled = graph.node("Where", [gaps, row(({ fill }) => fill), raw]);
  const cut = graph.node("Min", [graph.node("Max", [filled, row(({ low }) => low)]), row(({ high }) => high)]);
  const centred = graph.node("Sub", [cut, row(({ mean }) => mean)]);
  const features = [graph.node("Div", [centred, row(({ deviation }) => deviation)])];
  const marked = encoders.flatMap(({ indicator }, index) => (indicator ? [index] : []));
  if (marked.length > 0) {
    const flags = graph.node("Gather", [gaps, graph.int64(...marked)], { attributes: { axis: int(1) } });
    features.push(graph.node("Cast", [flags], { attributes: { to: int(1) } }));
  }
  return features;
}

function categoryFeatures(graph: Graph, encoder: CategoryEncoder, form: EncodedForm): string {
  const width = encoderWidth(encoder);
  // Index `width` is outside the one-hot's depth, which makes a row of zeros.
  const unknown = encoder.other ? encoder.buckets.length : width;
  const codes =
    encoder.buckets.length > 0
      ? graph.node("LabelEncoder", [inputName(encoder.name)], {
          domain: ML_DOMAIN,
          attributes: {
            keys_strings: texts(encoder.buckets),
            values_int64s: ints(...encoder.buckets.keys()),
            default_int64: int(unknown),
          },
        })
      : graph.node("LabelEncoder", [inputName(encoder.name)], {
          domain: ML_DOMAIN,
          attributes: { keys_strings: texts([""]), values_int64s: ints(unknown), default_int64: int(unknown) },
        });
  if (form === "coded") return graph.node("Cast", [codes], { attributes: { to: int(1) } });
  const range = graph.constant("float32", [2], [0, 1]);
  const oneHot = graph.node("OneHot", [codes, graph.int64(width), range]);
  return graph.node("Squeeze", [oneHot, graph.int64(1)]);
}

function concat(graph: Graph, names: readonly string[]): string {
  const [only] = names;
  if (only !== undefined && names.length === 1) return only;
  return graph.node("Concat", names, { attributes: { axis: int(1) } });
}
