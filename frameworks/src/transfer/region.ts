import type { GraphProto, NodeProto, TensorProto } from "onnx-buf";
import type { Parameter } from "../runner/scan.ts";
import { ancestorsOf, readsOf } from "./dependencies.ts";
import { refuseParent } from "./refuseParent.ts";
import { dimsOf, floatsOf } from "./tensorData.ts";

/** The part of the parent that learns, and what it reads. */
export interface Region {
  /** Nodes from the first weight that learns up to the layer that the head reads, in order. */
  readonly nodes: readonly NodeProto[];
  /** Values that come before the first such weight: they stay as they are, and are computed once. */
  readonly boundary: readonly string[];
  /** Weights that learn, as they are in the parent. */
  readonly weights: readonly Parameter[];
  readonly constants: ReadonlyMap<string, TensorProto>;
}

/**
 * Finds what learns when the parent is tuned: "full" all weights and biases of its products and convolutions, "lora" the matrices of
 * its products.
 * @throws BlacktailError PARENT_UNSUITABLE when there is none before the layer
 */
export function regionOf(graph: GraphProto, layer: string, method: "full" | "lora"): Region {
  const { nodes } = ancestorsOf(graph, [layer]);
  const constants = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]));
  // What follows from the inputs; the rest is constant.
  const moving = new Set(graph.input.map(({ name }) => name).filter((name) => !constants.has(name)));
  const learning = new Set<string>();
  const inRegion = new Set<string>();
  const weights = new Map<string, TensorProto>();
  const region: NodeProto[] = [];
  for (const node of nodes) {
    const reads = readsOf(node);
    if (!reads.some((name) => moving.has(name))) continue;
    for (const name of node.output) moving.add(name);
    const inside = reads.some((name) => inRegion.has(name));
    const own = weightsOf(node, inside, method, constants);
    for (const tensor of own) {
      weights.set(tensor.name, tensor);
      learning.add(tensor.name);
    }
    if (!inside && own.length === 0) continue;
    for (const name of node.output) inRegion.add(name);
    region.push(node);
  }
  if (weights.size === 0) {
    throw refuseParent(
      `it has no weights of float32 before the layer "${layer}" that could learn on`,
      'Set method to "frozen", or name a later value in "layer".',
    );
  }
  const boundary = new Set(region.flatMap(readsOf).filter((name) => !inRegion.has(name) && !constants.has(name)));
  return {
    nodes: region,
    boundary: [...boundary],
    constants,
    weights: [...weights.values()].map((tensor) => ({
      name: tensor.name,
      shape: dimsOf(tensor),
      initial: floatsOf(tensor) ?? new Float32Array(),
      decays: tensor.dims.length > 1,
    })),
  };
}

function weightsOf(
  { opType, domain, input }: NodeProto,
  inside: boolean,
  method: "full" | "lora",
  constants: ReadonlyMap<string, TensorProto>,
): TensorProto[] {
  if (domain !== "" && domain !== "ai.onnx") return [];
  const product = opType === "Gemm" || opType === "MatMul";
  const matrix = (tensor: TensorProto) => tensor.dims.length === 2;
  const candidates: (string | undefined)[] = [];
  if (method === "lora") {
    if (product) candidates.push(input[1]);
    return floats(candidates, constants).filter(matrix);
  }
  if (product || opType === "Conv") candidates.push(input[1], input[2]);
  // A bias that is added after a product.
  if (opType === "Add" && inside) candidates.push(...input);
  return floats(candidates, constants);
}

function floats(names: readonly (string | undefined)[], constants: ReadonlyMap<string, TensorProto>): TensorProto[] {
  return names.flatMap((name) => {
    const tensor = constants.get(name ?? "");
    return tensor === undefined || floatsOf(tensor) === undefined ? [] : [tensor];
  });
}
