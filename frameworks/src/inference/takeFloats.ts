import type { AttributeProto, GraphProto, ModelProto, TensorProto } from "onnx-buf";
import { type Problem, problem } from "../errors.ts";
import type { SavedTensor } from "../runner/checkpoints.ts";
import { floatsOf } from "../transfer/tensorData.ts";

/**
 * Takes all float32 values out of a model that the guard has passed: tensors and lists, in nested graphs too. What is left of the model
 * says what it computes, without its weights.
 * @returns the values by where they stood
 * @throws BlacktailError MODEL_INVALID when a tensor's values do not fill its shape, or two have one name
 */
export function takeFloats(model: ModelProto): Map<string, SavedTensor> {
  const taken = new Map<string, SavedTensor>();
  if (model.graph !== undefined) takeFromGraph(model.graph, "", taken);
  return taken;
}

type Taken = Map<string, SavedTensor>;

function takeFromGraph(graph: GraphProto, place: string, taken: Taken): void {
  for (const tensor of graph.initializer) takeFromTensor(tensor, `${place}${tensor.name}`, taken);
  for (const [index, { opType, attribute }] of graph.node.entries()) {
    for (const one of attribute) takeFromAttribute(one, `${place}node ${index} (${opType}).${one.name}`, taken);
  }
}

function takeFromAttribute(attribute: AttributeProto, place: string, taken: Taken): void {
  if (attribute.floats.length > 0) {
    put(taken, place, { shape: [attribute.floats.length], data: Float32Array.from(attribute.floats) });
    attribute.floats = [];
  }
  if (attribute.t !== undefined) takeFromTensor(attribute.t, place, taken);
  for (const [index, tensor] of attribute.tensors.entries()) takeFromTensor(tensor, `${place} ${index}`, taken);
  if (attribute.g !== undefined) takeFromGraph(attribute.g, `${place}/`, taken);
  for (const [index, graph] of attribute.graphs.entries()) takeFromGraph(graph, `${place} ${index}/`, taken);
}

function takeFromTensor(tensor: TensorProto, place: string, taken: Taken): void {
  const data = floatsOf(tensor);
  if (data === undefined) return;
  const shape = tensor.dims.map(Number);
  if (data.length !== shape.reduce((size, dim) => size * dim, 1)) {
    throw invalid(`its tensor "${place.slice(0, 200)}" has ${data.length} values for the shape [${shape.join(", ")}]`);
  }
  put(taken, place, { shape, data });
  tensor.floatData = [];
  tensor.rawData = new Uint8Array();
}

function put(taken: Taken, place: string, tensor: SavedTensor): void {
  if (taken.has(place)) throw invalid(`two of its tensors are "${place.slice(0, 200)}"`);
  taken.set(place, tensor);
}

const invalid = (why: string): Problem =>
  problem("MODEL_INVALID", `The model cannot be read: ${why}.`, "Give the .onnx file as it was published.");
