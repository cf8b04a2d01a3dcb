import { create, toBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema, OperatorSetIdProtoSchema, StringStringEntryProtoSchema } from "onnx-buf";
import type { Graph } from "./graph.ts";

/** Old enough for runtimes of 2024, new enough for every operator used here. */
const IR_VERSION = 10n;
const OPSET = 21n;
const ML_OPSET = 4n;

export const ML_DOMAIN = "ai.onnx.ml";

/**
 * Encodes a graph as the bytes of an .onnx file. The bytes depend on the arguments only: no clock, no random id.
 * @param metadata entries of `metadata_props`, written in the order given.
 */
export function encodeModel(graph: Graph, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion: IR_VERSION,
      producerName: "blacktail",
      graph: graph.toProto(),
      opsetImport: [
        create(OperatorSetIdProtoSchema, { domain: "", version: OPSET }),
        create(OperatorSetIdProtoSchema, { domain: ML_DOMAIN, version: ML_OPSET }),
      ],
      metadataProps: Object.entries(metadata).map(([key, value]) =>
        create(StringStringEntryProtoSchema, { key, value }),
      ),
    }),
  );
}
