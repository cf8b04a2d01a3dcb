import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { type GraphProto, type ModelProto, ModelProtoSchema, type NodeProto } from "onnx-buf";
import { unlike, upper } from "./parents.ts";

/** A model to put into another one. */
interface Part {
  /** For messages. */
  readonly name: string;
  readonly model: ModelProto;
  /** Begins the names of all its values, so that no two parts share one. */
  readonly prefix: string;
}

/**
 * Puts models into a frame: a model whose inputs are the parts' raw inputs, and the parts' outputs under their prefixed names, which
 * are computed from then on. Raw inputs are shared by name; everything else of a part is renamed, in nested graphs as well.
 * @returns the bytes of one model; the same arguments give the same bytes.
 * @throws BlacktailError PARENT_UNLIKE when a part is written for another version of the operators
 */
export function joinModels(frame: Uint8Array, parts: readonly Part[]): Uint8Array {
  const joint = fromBinary(ModelProtoSchema, frame);
  const { graph } = joint;
  if (graph === undefined) throw new TypeError("The frame has no graph.");
  const own = graph.node;
  graph.node = [];
  for (const { name, model, prefix } of parts) {
    checkOperators(name, model, joint);
    if (model.graph === undefined) throw new TypeError("The guard lets no model without a graph pass.");
    const raw = new Set(model.graph.input.map((input) => input.name));
    for (const initializer of model.graph.initializer) raw.delete(initializer.name);
    const rename = (value: string) => (value === "" || raw.has(value) ? value : `${prefix}${value}`);
    renameGraph(model.graph, rename);
    graph.node.push(...model.graph.node);
    graph.initializer.push(...model.graph.initializer);
  }
  graph.node.push(...own);
  const computed = new Set(graph.node.flatMap(({ output }) => output));
  graph.input = graph.input.filter(({ name }) => !computed.has(name));
  return toBinary(ModelProtoSchema, joint);
}

function checkOperators(name: string, { opsetImport, irVersion }: ModelProto, joint: ModelProto): void {
  for (const { domain, version } of opsetImport) {
    const plain = domain === "ai.onnx" ? "" : domain;
    const expected = joint.opsetImport.find((entry) => entry.domain === plain)?.version;
    if (expected === version) continue;
    throw unlike(
      `${upper(name)} uses version ${version} of the operators "${plain || "ai.onnx"}"; models are joined in version ${expected ?? "none"}.`,
      "Give a model as it was trained here, unchanged.",
    );
  }
  if (irVersion > joint.irVersion) joint.irVersion = irVersion;
}

function renameGraph(graph: GraphProto, rename: (value: string) => string): void {
  for (const tensor of graph.initializer) tensor.name = rename(tensor.name);
  for (const value of [...graph.input, ...graph.output]) value.name = rename(value.name);
  // Shapes of values in between are for readers only.
  graph.valueInfo = [];
  graph.quantizationAnnotation = [];
  for (const node of graph.node) renameNode(node, rename);
}

function renameNode(node: NodeProto, rename: (value: string) => string): void {
  node.input = node.input.map(rename);
  node.output = node.output.map(rename);
  if (node.name !== "") node.name = rename(node.name);
  for (const { g, graphs } of node.attribute) {
    for (const nested of g === undefined ? graphs : [g, ...graphs]) renameGraph(nested, rename);
  }
}
