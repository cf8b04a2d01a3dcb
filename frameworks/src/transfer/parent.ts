import { fromBinary } from "@bufbuild/protobuf";
import {
  type GraphProto,
  type ModelProto,
  ModelProtoSchema,
  TensorProto_DataType,
  type ValueInfoProto,
} from "onnx-buf";
import { listNames, problem } from "../errors.ts";
import type { ImageShape } from "../images/imageShape.ts";
import { guardModel } from "../inference/guard.ts";
import { inputName, LABEL_OUTPUT, PROBABILITIES_OUTPUT } from "../inference/signature.ts";
import { refuseParent } from "./refuseParent.ts";

/** A column that the parent takes. */
export interface ParentColumn {
  /** The column's name in a table, and that of the graph's input. */
  readonly name: string;
  readonly input: string;
  readonly type: "number" | "category" | "text";
}

/** What the parent takes: the columns of a table, or images. */
type ParentInput =
  | { readonly kind: "columns"; readonly columns: readonly ParentColumn[] }
  | { readonly kind: "image"; readonly input: string; readonly shape: ImageShape };

/** A trained model to learn from, decoded. */
export interface Parent {
  readonly model: ModelProto;
  readonly graph: GraphProto;
  readonly input: ParentInput;
}

/** Reshape and Softmax by axes, as they are written here, exist since then. */
const LEAST_OPSET = 13n;

/**
 * Decodes a model that nobody vouches for, after the guard has passed it, and finds out what it takes.
 * @throws BlacktailError MODEL_INVALID, MODEL_REFUSED, PARENT_UNSUITABLE
 */
export function readParent(bytes: Uint8Array): Parent {
  guardModel(bytes);
  const model = fromBinary(ModelProtoSchema, bytes, { readUnknownFields: false });
  const { graph } = model;
  if (graph === undefined) throw problem("MODEL_INVALID", "The model has no graph.", "Give a complete .onnx file.");
  const opset = model.opsetImport.find(({ domain }) => domain === "" || domain === "ai.onnx")?.version ?? 0n;
  if (opset < LEAST_OPSET) {
    throw refuseParent(`it is written for operator set ${opset}, and at least ${LEAST_OPSET} is needed`);
  }
  return { model, graph, input: inputOf(graph, textColumns(model)) };
}

function inputOf(graph: GraphProto, texts: ReadonlySet<string>): ParentInput {
  const constants = new Set(graph.initializer.map(({ name }) => name));
  // Models of before 2019 list their weights among the inputs.
  const inputs = graph.input.filter(({ name }) => !constants.has(name)).map(tensorOf);
  const [first] = inputs;
  if (first === undefined) throw refuseParent("it takes no input");
  const taken = inputs.find(({ name }) => name === LABEL_OUTPUT || name === PROBABILITIES_OUTPUT);
  if (taken !== undefined) throw refuseParent(`it has an input "${taken.name}", which is the name of an output here`);
  const [, channels, height, width] = first.shape;
  if (inputs.length === 1 && first.shape.length === 4 && first.type === TensorProto_DataType.FLOAT) {
    if (channels === undefined || height === undefined || width === undefined) {
      throw refuseParent(`its images "${first.name}" have no fixed size`);
    }
    return { kind: "image", input: first.name, shape: { channels, height, width } };
  }
  const strange = inputs.filter(({ shape, type }) => {
    const known = type === TensorProto_DataType.FLOAT || type === TensorProto_DataType.STRING;
    return !known || shape.length !== 2 || shape[1] !== 1;
  });
  if (strange.length > 0) {
    throw refuseParent(
      `it takes neither columns [N, 1] nor images [N, channels, height, width]: ${listNames(strange.map(({ name }) => name))}`,
    );
  }
  return {
    kind: "columns",
    columns: inputs.map(({ name: input, type }) => {
      const name = columnOf(input);
      if (type === TensorProto_DataType.FLOAT) return { name, input, type: "number" };
      return { name, input, type: texts.has(name) ? "text" : "category" };
    }),
  };
}

/** A sizeless or named dimension is undefined. */
function tensorOf({ name, type }: ValueInfoProto) {
  const tensor = type?.value.case === "tensorType" ? type.value.value : undefined;
  const dims = tensor?.shape?.dim ?? [];
  const shape = dims.map(({ value }) =>
    value.case === "dimValue" && value.value > 0n ? Number(value.value) : undefined,
  );
  return { name, type: tensor?.elemType ?? 0, shape };
}

/** The column that an input stands for: `inputName` the other way round. */
function columnOf(input: string): string {
  const column = input.replace(/^column:/, "");
  return inputName(column) === input ? column : input;
}

/** Columns of running text, as the model's own metadata names them; it is not to be trusted with more. */
function textColumns({ metadataProps }: ModelProto): ReadonlySet<string> {
  const text = metadataProps.find(({ key }) => key === "blacktail.task")?.value ?? "";
  try {
    const { columns } = JSON.parse(text) as { columns?: { name: string; type: string }[] };
    return new Set(columns?.filter(({ type }) => type === "text").map(({ name }) => name));
  } catch {
    // No metadata, or something else by that name: then its text columns count as categories.
    return new Set();
  }
}
