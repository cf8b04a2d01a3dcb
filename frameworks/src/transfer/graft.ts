import type { Framework, TaskInfo } from "@blacktail/sdk";
import { create, toBinary } from "@bufbuild/protobuf";
import {
  type AttributeProto,
  AttributeProtoSchema,
  type GraphProto,
  GraphProtoSchema,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  StringStringEntryProtoSchema,
  type TensorProto,
  TensorProtoSchema,
} from "onnx-buf";
import { Tape } from "../autodiff/tape.ts";
import { int } from "../graph/attribute.ts";
import { Graph } from "../graph/graph.ts";
import { LABEL_OUTPUT, PROBABILITIES_OUTPUT } from "../inference/signature.ts";
import type { Problem } from "../supervised/problem.ts";
import { ancestorsOf } from "./dependencies.ts";
import { type Head, headScores } from "./head.ts";
import type { Parent } from "./parent.ts";

export interface GraftOptions {
  readonly parent: Parent;
  /** The value that the head reads. */
  readonly layer: string;
  /** Weights of the parent that have changed, by name. */
  readonly weights: ReadonlyMap<string, Float32Array>;
  readonly head: Head;
  readonly headWeights: readonly Float32Array[];
  readonly problem: Problem;
  readonly task: TaskInfo;
  readonly framework: Framework;
}

/** Least version of the file format in which weights need not be inputs too. */
const IR_VERSION = 10n;

/**
 * The artifact: the parent's graph up to the layer, with its inputs as they were, and the head after it. Returns `label` string [N]
 * and `probabilities` float32 [N, classes], or `label` float32 [N] for a quantity. The same arguments give the same bytes.
 */
export function graft({ parent, layer, weights, task, framework, ...options }: GraftOptions): Uint8Array {
  const { graph, model } = parent;
  const { nodes, reads } = ancestorsOf(graph, [layer]);
  const constants = new Set(graph.initializer.map(({ name }) => name));
  const inputs = graph.input.filter(({ name }) => !constants.has(name));
  const kept = new Set(inputs.map(({ name }) => name));
  // Names of the head and of the outputs must be free, so the parent's own get a prefix.
  const rename = (name: string) => (name === "" || kept.has(name) ? name : `parent/${name}`);
  const head = headGraph(options, task);
  const inHead = (name: string) => (OUTPUTS.has(name) || name === "" ? name : `head/${name}`);
  const layerInHead = (name: string) => (name === LAYER ? rename(layer) : inHead(name));
  const joined = create(GraphProtoSchema, {
    name: "fine-tuning",
    node: [...nodes.map((node) => renamed(node, rename)), ...head.node.map((node) => renamed(node, layerInHead))],
    initializer: [
      ...graph.initializer
        .filter(({ name }) => reads.has(name))
        .map((tensor) => withData(tensor, rename(tensor.name), weights.get(tensor.name))),
      ...head.initializer.map((tensor) => withData(tensor, inHead(tensor.name))),
    ],
    input: inputs,
    output: head.output,
  });
  const metadata = { "blacktail.task": JSON.stringify(task), "blacktail.framework": JSON.stringify(framework) };
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion: model.irVersion > IR_VERSION ? model.irVersion : IR_VERSION,
      producerName: "blacktail",
      graph: joined,
      opsetImport: model.opsetImport.map(({ domain, version }) =>
        create(OperatorSetIdProtoSchema, { domain, version }),
      ),
      metadataProps: Object.entries(metadata).map(([key, value]) =>
        create(StringStringEntryProtoSchema, { key, value }),
      ),
    }),
  );
}

const LAYER = "layer";
const OUTPUTS: ReadonlySet<string> = new Set([LABEL_OUTPUT, PROBABILITIES_OUTPUT]);

function headGraph(
  { head, headWeights, problem }: Pick<GraftOptions, "head" | "headWeights" | "problem">,
  { classes }: TaskInfo,
): GraphProto {
  const tape = new Tape(new Graph("head"));
  const { graph } = tape;
  const [width = 0] = head.sizes;
  graph.input(LAYER, "float32", ["N", width]);
  // Whatever the layer's sizes are, its values follow the examples.
  const flat = tape.value(graph.node("Flatten", [LAYER], { attributes: { axis: int(1) } }), ["N", width]);
  const parameters = head.parameters.map(({ name, shape }, index) =>
    tape.value(graph.initializer(name, "float32", shape, headWeights[index] ?? new Float32Array()), shape),
  );
  const scores = headScores(tape, flat, parameters, head);
  if (classes === undefined) {
    const scaled = graph.node("Mul", [scores.name, tape.scalar(problem.scale)]);
    const value = graph.node("Add", [scaled, tape.scalar(problem.offset)]);
    graph.nodeNamed("Reshape", [value, graph.int64(-1)], [LABEL_OUTPUT]);
    graph.output(LABEL_OUTPUT, "float32", ["N"]);
    return graph.toProto();
  }
  graph.nodeNamed("Softmax", [scores.name], [PROBABILITIES_OUTPUT], { attributes: { axis: int(-1) } });
  const best = graph.node("ArgMax", [scores.name], { attributes: { axis: int(-1), keepdims: int(0) } });
  graph.nodeNamed("Gather", [graph.initializer("classes", "string", [classes.length], classes), best], [LABEL_OUTPUT]);
  graph.output(LABEL_OUTPUT, "string", ["N"]);
  graph.output(PROBABILITIES_OUTPUT, "float32", ["N", classes.length]);
  return graph.toProto();
}

type Rename = (name: string) => string;

function renamed(node: NodeProto, rename: Rename): NodeProto {
  const { opType, domain, input, output, attribute } = node;
  return create(NodeProtoSchema, {
    opType,
    domain,
    input: input.map(rename),
    output: output.map(rename),
    attribute: attribute.map((value) => renamedAttribute(value, rename)),
  });
}

function renamedAttribute(attribute: AttributeProto, rename: Rename): AttributeProto {
  const { g, graphs } = attribute;
  if (g === undefined && graphs.length === 0) return attribute;
  const graphOf = (graph: GraphProto) =>
    create(GraphProtoSchema, {
      name: graph.name,
      node: graph.node.map((node) => renamed(node, rename)),
      initializer: graph.initializer.map((tensor) => withData(tensor, rename(tensor.name))),
      input: graph.input.map((info) => ({ ...info, name: rename(info.name) })),
      output: graph.output.map((info) => ({ ...info, name: rename(info.name) })),
    });
  return create(AttributeProtoSchema, {
    ...attribute,
    ...(g === undefined ? {} : { g: graphOf(g) }),
    graphs: graphs.map(graphOf),
  });
}

function withData(tensor: TensorProto, name: string, data?: Float32Array): TensorProto {
  if (data === undefined) return create(TensorProtoSchema, { ...tensor, name });
  const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice() as Uint8Array<ArrayBuffer>;
  return create(TensorProtoSchema, { name, dims: tensor.dims, dataType: tensor.dataType, rawData });
}
