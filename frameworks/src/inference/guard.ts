import { fromBinary } from "@bufbuild/protobuf";
import {
  type AttributeProto,
  type GraphProto,
  ModelProtoSchema,
  type NodeProto,
  type TensorProto,
  TensorProto_DataLocation,
} from "onnx-buf";
import { problem } from "../errors.ts";

const MAX_IR_VERSION = 13n;
const MAX_OPSET = 26n;
const DOMAINS = new Set(["", "ai.onnx", "ai.onnx.ml"]);
const MAX_NODES = 100_000;
const MAX_DEPTH = 16;
const MAX_TENSOR_VALUES = 2n ** 28n;
const MAX_TRIPS = 100_000n;

const refuse = (why: string) =>
  problem("MODEL_REFUSED", `The model is refused: ${why}.`, "Use a self-contained model of standard ONNX operators.");

/**
 * Checks a model that nobody vouches for before it reaches the runtime: standard operators only, no reference to other files,
 * no loop without a fixed bound, no absurd sizes. What it computes is bounded by the process' limits.
 * @throws BlacktailError MODEL_INVALID, MODEL_REFUSED
 */
export function guardModel(bytes: Uint8Array): void {
  let model: ReturnType<typeof decode>;
  try {
    model = decode(bytes);
  } catch (cause) {
    throw problem("MODEL_INVALID", "The file is not an ONNX model.", "Give the .onnx file as it was published.", cause);
  }
  if (model.graph === undefined)
    throw problem("MODEL_INVALID", "The model has no graph.", "Give a complete .onnx file.");
  if (model.irVersion > MAX_IR_VERSION)
    throw refuse(`its IR version ${model.irVersion} is newer than ${MAX_IR_VERSION}`);
  if (model.functions.length > 0) throw refuse("it defines operators of its own");
  if (model.trainingInfo.length > 0) throw refuse("it carries training graphs");
  for (const { domain, version } of model.opsetImport) {
    if (!DOMAINS.has(domain)) throw refuse(`it uses operators of "${domain.slice(0, 64)}"`);
    if (version > MAX_OPSET) throw refuse(`its operator set ${version} is newer than ${MAX_OPSET}`);
  }
  const budget = { nodes: MAX_NODES };
  checkGraph(model.graph, budget, 0, new Map());
}

const decode = (bytes: Uint8Array) => fromBinary(ModelProtoSchema, bytes, { readUnknownFields: false });

type Constants = ReadonlyMap<string, TensorProto>;

function checkGraph(graph: GraphProto, budget: { nodes: number }, depth: number, outer: Constants): void {
  if (depth > MAX_DEPTH) throw refuse(`its graphs are nested more than ${MAX_DEPTH} deep`);
  budget.nodes -= graph.node.length;
  if (budget.nodes < 0) throw refuse(`it has more than ${MAX_NODES} nodes`);
  if (graph.sparseInitializer.length > 0) throw refuse("it has sparse tensors");
  const constants = new Map(outer);
  // An input of the same name would replace the value.
  for (const { name } of graph.input) constants.delete(name);
  for (const tensor of graph.initializer) {
    checkTensor(tensor);
    if (!graph.input.some(({ name }) => name === tensor.name)) constants.set(tensor.name, tensor);
  }
  for (const node of graph.node) {
    if (!DOMAINS.has(node.domain))
      throw refuse(`it uses the operator ${node.domain.slice(0, 64)}.${node.opType.slice(0, 64)}`);
    if (node.opType === "Loop") checkLoop(node, constants);
    for (const attribute of node.attribute) checkAttribute(attribute, budget, depth, constants);
  }
}

function checkAttribute(
  attribute: AttributeProto,
  budget: { nodes: number },
  depth: number,
  constants: Constants,
): void {
  if (attribute.sparseTensor !== undefined || attribute.sparseTensors.length > 0) throw refuse("it has sparse tensors");
  for (const tensor of attribute.t === undefined ? attribute.tensors : [attribute.t, ...attribute.tensors])
    checkTensor(tensor);
  for (const graph of attribute.g === undefined ? attribute.graphs : [attribute.g, ...attribute.graphs]) {
    checkGraph(graph, budget, depth + 1, constants);
  }
}

function checkTensor({ name, dims, dataLocation, externalData }: TensorProto): void {
  if (dataLocation === TensorProto_DataLocation.EXTERNAL || externalData.length > 0) {
    throw refuse(`its tensor "${name.slice(0, 64)}" refers to another file`);
  }
  let size = 1n;
  for (const dim of dims) {
    if (dim < 0n) throw refuse(`its tensor "${name.slice(0, 64)}" has a negative size`);
    size *= dim;
    if (size > MAX_TENSOR_VALUES)
      throw refuse(`its tensor "${name.slice(0, 64)}" has more than ${MAX_TENSOR_VALUES} values`);
  }
}

/** A Loop ends by its trip count, which must be a constant, or by a condition that nobody can foresee. */
function checkLoop(node: NodeProto, constants: Constants): void {
  const trips = constants.get(node.input[0] ?? "");
  const count = trips === undefined ? undefined : firstInt64(trips);
  if (count === undefined) throw refuse("it has a Loop without a fixed number of rounds");
  if (count > MAX_TRIPS) throw refuse(`it has a Loop of ${count} rounds; the limit is ${MAX_TRIPS}`);
}

function firstInt64({ int64Data, rawData }: TensorProto): bigint | undefined {
  if (int64Data[0] !== undefined) return int64Data[0];
  if (rawData.length < 8) return undefined;
  return new DataView(rawData.buffer, rawData.byteOffset, 8).getBigInt64(0, true);
}
