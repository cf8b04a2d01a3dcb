import { TensorProto_DataType } from "onnx-buf";

/** Element types that this package writes into graphs. */
export type ElementType = "float32" | "float64" | "int64" | "uint32" | "bool" | "string";

/** Values of a tensor, by element type; booleans are bytes 0 and 1. */
export type ElementData = Float32Array | Float64Array | BigInt64Array | Uint32Array | Uint8Array | readonly string[];

/** ONNX's number for an element type (`TensorProto.DataType`). */
export function onnxType(type: ElementType): TensorProto_DataType {
  switch (type) {
    case "float32":
      return TensorProto_DataType.FLOAT;
    case "float64":
      return TensorProto_DataType.DOUBLE;
    case "int64":
      return TensorProto_DataType.INT64;
    case "uint32":
      return TensorProto_DataType.UINT32;
    case "bool":
      return TensorProto_DataType.BOOL;
    case "string":
      return TensorProto_DataType.STRING;
  }
}

/** Packs plain numbers into the typed array of an element type. */
export function pack(
  type: Exclude<ElementType, "string">,
  values: readonly number[],
): Exclude<ElementData, readonly string[]> {
  switch (type) {
    case "float32":
      return Float32Array.from(values);
    case "float64":
      return Float64Array.from(values);
    case "int64":
      return BigInt64Array.from(values, BigInt);
    case "uint32":
      return Uint32Array.from(values);
    case "bool":
      return Uint8Array.from(values);
  }
}
