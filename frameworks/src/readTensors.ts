import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema } from "onnx-buf";
import { atEdge } from "./edge.ts";
import { guardModel } from "./inference/guard.ts";
import { DEFAULT_MAX_MODEL_BYTES, readModel } from "./inference/readModel.ts";
import { takeFloats } from "./inference/takeFloats.ts";
import { digestBytes } from "./process/files.ts";
import { readCheckpointContent } from "./runner/checkpointFile.ts";
import type { SavedTensor } from "./runner/checkpoints.ts";

/** The numbers of a file, and all else in it. */
export interface FileTensors {
  /** By name: of a model the float32 values wherever they stand in its graph, of a checkpoint the tensors of the run's pieces. */
  readonly tensors: ReadonlyMap<string, SavedTensor>;
  /** Plain JSON. Of a model a digest of its graph without those values; of a checkpoint what it belongs to and the pieces' states. */
  readonly rest: Readonly<Record<string, unknown>>;
}

/**
 * Reads what can be compared of a model or of a stage's checkpoint. The file may come from anybody: it is checked, but it is read in this
 * process, which should have limits.
 * @param maxBytes of a model, at most
 * @throws BlacktailError MODEL_INVALID, MODEL_REFUSED, MODEL_TOO_LARGE, MODEL_NOT_FOUND; CHECKPOINT_INVALID
 *
 * @example
 * const { tensors, rest } = await readTensors("model.onnx", "model");
 */
export function readTensors(
  path: string,
  kind: "model" | "checkpoint",
  maxBytes: number = DEFAULT_MAX_MODEL_BYTES,
): Promise<FileTensors> {
  return atEdge(() => (kind === "model" ? readModelTensors(path, maxBytes) : readCheckpointContent(path)));
}

async function readModelTensors(path: string, maxBytes: number): Promise<FileTensors> {
  const bytes = await readModel(path, maxBytes);
  guardModel(bytes);
  const model = fromBinary(ModelProtoSchema, bytes);
  const tensors = takeFloats(model);
  return { tensors, rest: { graph: digestBytes(toBinary(ModelProtoSchema, model)) } };
}
