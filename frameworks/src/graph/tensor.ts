import { create } from "@bufbuild/protobuf";
import { type TensorProto, TensorProtoSchema } from "onnx-buf";
import { type ElementData, type ElementType, onnxType } from "./element.ts";
import { shapeText, sizeOf } from "./shape.ts";

const utf8 = new TextEncoder();

/**
 * A constant tensor in protobuf form: raw little-endian bytes, or UTF-8 strings.
 * @throws RangeError when the number of values is not the shape's size.
 */
export function tensorProto(name: string, type: ElementType, shape: readonly number[], data: ElementData): TensorProto {
  if (data.length !== sizeOf(shape)) {
    throw new RangeError(`The tensor ${name} of shape ${shapeText(shape)} was given ${data.length} values.`);
  }
  const common = { name, dims: shape.map(BigInt), dataType: onnxType(type) };
  if (type === "string") {
    const strings = data as readonly string[];
    return create(TensorProtoSchema, { ...common, stringData: strings.map((value) => utf8.encode(value)) });
  }
  const view = data as Exclude<ElementData, readonly string[]>;
  // Copied, so that later changes of the caller's array (weights in training) do not reach the model.
  return create(TensorProtoSchema, {
    ...common,
    rawData: new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice() as Uint8Array<ArrayBuffer>,
  });
}
