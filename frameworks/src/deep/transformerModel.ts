import { rotaryTables } from "../autodiff/rotary.ts";
import { float, int, ints, text } from "../graph/attribute.ts";
import { Graph } from "../graph/graph.ts";
import { encodeModel } from "../graph/model.ts";
import type { Parameter } from "../runner/scan.ts";
import { nameTensors, type TransformerSizes } from "./transformerParameters.ts";

const EPSILON = 1e-5;

/**
 * The artifact: a decoder with a cache, in the form that Hugging Face's tools give decoders.
 *
 * Inputs: `input_ids` int64 [batch_size, sequence_length], the new tokens; `attention_mask` int64 [batch_size, total_sequence_length],
 * 0 where a sequence is filled up; `position_ids` int64 as `input_ids`, below the context, or the runtime refuses them;
 * `past_key_values.<layer>.key` and `.value` float32 [batch_size, heads, past_sequence_length, width / heads], empty at first.
 * Outputs: `logits` float32 [batch_size, sequence_length, vocabulary], and `present.<layer>.key` and `.value`, the next past.
 */
export function transformerModel(
  sizes: TransformerSizes,
  parameters: readonly Pick<Parameter, "name" | "shape">[],
  weights: readonly Float32Array[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const { layers, heads, width, vocabulary } = sizes;
  const size = width / heads;
  const graph = new Graph("transformer");
  const ids = graph.input("input_ids", "int64", ["batch_size", "sequence_length"]);
  const present = graph.input("attention_mask", "int64", ["batch_size", "total_sequence_length"]);
  const positions = graph.input("position_ids", "int64", ["batch_size", "sequence_length"]);
  const cacheShape = (length: string) => ["batch_size", heads, length, size];
  const past = Array.from({ length: layers }, (_, layer) => ({
    key: graph.input(`past_key_values.${layer}.key`, "float32", cacheShape("past_sequence_length")),
    value: graph.input(`past_key_values.${layer}.value`, "float32", cacheShape("past_sequence_length")),
  }));
  const names = parameters.map(({ name, shape }, index) =>
    graph.initializer(name, "float32", shape, weights[index] as Float32Array),
  );
  const tensors = nameTensors(names, layers);
  const node = (operator: string, ...inputs: string[]) => graph.node(operator, inputs);
  const transposed = (name: string, ...perm: number[]) =>
    graph.node("Transpose", [name], { attributes: { perm: ints(...perm) } });
  const normalized = (name: string, gain: string) =>
    graph.node("LayerNormalization", [name, gain], { attributes: { axis: int(-1), epsilon: float(EPSILON) } });
  const activated = (name: string) => (sizes.activation === "gelu" ? gelu(graph, name) : squared(graph, name));

  const mask = lookMask(graph, ids, present);
  const along = { attributes: { axis: int(0) } };
  const turned = rotary(graph, sizes, positions);
  let x = graph.node("Gather", [tensors.tokens, ids], along);
  tensors.layers.forEach((layer, index) => {
    const qkv = node("MatMul", normalized(x, layer.attentionGain), layer.qkv);
    const parts = graph.nodes("Split", [qkv, graph.int64(width, width, width)], 3, { attributes: { axis: int(-1) } });
    const [queries, keys, values] = parts.map((part) =>
      transposed(node("Reshape", part, graph.int64(0, 0, heads, size)), 0, 2, 1, 3),
    ) as [string, string, string];
    const joined = (kind: "key" | "value", fresh: string) => {
      const name = `present.${index}.${kind}`;
      const before = past[index]?.[kind] ?? "";
      graph.nodeNamed("Concat", [before, fresh], [name], { attributes: { axis: int(2) } });
      return name;
    };
    const allKeys = joined("key", turned(keys));
    const allValues = joined("value", values);
    const scale = graph.constant("float32", [], [1 / Math.sqrt(size)]);
    const scores = node("Mul", node("MatMul", turned(queries), transposed(allKeys, 0, 1, 3, 2)), scale);
    const looks = graph.node("Softmax", [node("Add", scores, mask)], { attributes: { axis: int(-1) } });
    const mixed = transposed(node("MatMul", looks, allValues), 0, 2, 1, 3);
    x = node("Add", x, node("MatMul", node("Reshape", mixed, graph.int64(0, 0, width)), layer.projection));
    const inner = activated(node("MatMul", normalized(x, layer.mlpGain), layer.up));
    x = node("Add", x, node("MatMul", inner, layer.down));
  });
  graph.nodeNamed("MatMul", [normalized(x, tensors.gain), transposed(tensors.tokens, 1, 0)], ["logits"]);
  graph.output("logits", "float32", ["batch_size", "sequence_length", vocabulary]);
  for (let layer = 0; layer < layers; layer++) {
    for (const kind of ["key", "value"]) {
      graph.output(`present.${layer}.${kind}`, "float32", cacheShape("total_sequence_length"));
    }
  }
  return encodeModel(graph, metadata);
}

/** Turns queries or keys [batch, heads, sequence, size] by their positions; the runtime refuses a position beyond the context. */
function rotary(
  graph: Graph,
  { context, width, heads }: TransformerSizes,
  positions: string,
): (name: string) => string {
  const size = width / heads;
  const tables = rotaryTables(context, size);
  const table = (name: string, values: readonly number[]) => {
    const whole = graph.initializer(name, "float32", [context, size], Float32Array.from(values));
    const rows = graph.node("Gather", [whole, positions], { attributes: { axis: int(0) } });
    return graph.node("Unsqueeze", [rows, graph.int64(1)]);
  };
  const cos = table("cos", tables.cos);
  const sin = table("sin", tables.sin);
  const turn = graph.initializer("turn", "float32", [size, size], Float32Array.from(tables.turn));
  const times = (left: string, right: string) => graph.node("Mul", [left, right]);
  return (name) => graph.node("Add", [times(name, cos), times(graph.node("MatMul", [name, turn]), sin)]);
}

/** [batch, 1, sequence, total]: 0 where a new token may look, a number that no score outweighs where it may not. */
function lookMask(graph: Graph, ids: string, present: string): string {
  const length = (name: string) =>
    graph.node("Gather", [graph.node("Shape", [name]), graph.constant("int64", [], [1])]);
  const number = (value: number) => graph.constant("int64", [], [value]);
  const total = length(present);
  const places = graph.node("Range", [number(0), total, number(1)]);
  // The new tokens are the last ones.
  const first = graph.node("Sub", [total, length(ids)]);
  const own = graph.node("Unsqueeze", [graph.node("Range", [first, total, number(1)]), graph.int64(1)]);
  const notLater = graph.node("LessOrEqual", [places, own]);
  const real = graph.node("Unsqueeze", [graph.node("Greater", [present, number(0)]), graph.int64(1, 2)]);
  const zero = graph.constant("float32", [], [0]);
  return graph.node("Where", [graph.node("And", [notLater, real]), zero, graph.constant("float32", [], [-1e9])]);
}

function squared(graph: Graph, name: string): string {
  const positive = graph.node("Relu", [name]);
  return graph.node("Mul", [positive, positive]);
}

function gelu(graph: Graph, name: string): string {
  return graph.node("Gelu", [name], { attributes: { approximate: text("tanh") } });
}
