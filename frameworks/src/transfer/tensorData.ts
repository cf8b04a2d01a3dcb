import { type TensorProto, TensorProto_DataType } from "onnx-buf";

/** The values of a float32 tensor; undefined for other types. */
export function floatsOf({ dataType, floatData, rawData }: TensorProto): Float32Array | undefined {
  if (dataType !== TensorProto_DataType.FLOAT) return undefined;
  if (floatData.length > 0) return Float32Array.from(floatData);
  const view = new DataView(rawData.buffer, rawData.byteOffset, rawData.byteLength);
  return Float32Array.from({ length: rawData.length >> 2 }, (_, index) => view.getFloat32(4 * index, true));
}

/** The values of an int64 tensor; undefined for other types. */
export function integersOf({ dataType, int64Data, rawData }: TensorProto): number[] | undefined {
  if (dataType !== TensorProto_DataType.INT64) return undefined;
  if (int64Data.length > 0) return int64Data.map(Number);
  const view = new DataView(rawData.buffer, rawData.byteOffset, rawData.byteLength);
  return Array.from({ length: rawData.length >> 3 }, (_, index) => Number(view.getBigInt64(8 * index, true)));
}

/** A tensor's sizes. */
export const dimsOf = ({ dims }: TensorProto): number[] => dims.map(Number);
