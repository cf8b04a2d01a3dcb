import { TaskInfo } from "@blacktail/sdk";
import { fromBinary } from "@bufbuild/protobuf";
import { type ModelProto, ModelProtoSchema } from "onnx-buf";
import { type Problem, problem } from "../errors.ts";
import type { TrainContext } from "../family.ts";
import { guardModel } from "../inference/guard.ts";
import { readModel } from "../inference/readModel.ts";
import { pathOf } from "../inputs.ts";

const MAX_PARENT_BYTES = 256 * 1024 * 1024;
/** As many parents as a manifest can name. */
const MAX_PARENTS = 8;

/** A trained model that is to be joined with others. */
export interface Parent {
  /** For messages, such as "parent 2". */
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly model: ModelProto;
  readonly task: TaskInfo;
}

export const unlike = (message: string, fix: string, cause?: unknown): Problem =>
  problem("PARENT_UNLIKE", message, fix, cause);

/**
 * A job's parents, checked like every model that nobody vouches for, with the tasks that they carry.
 * @throws BlacktailError PARENT_UNLIKE, MODEL_…, INPUT_MISSING
 */
export async function readParents({ spec, inputs }: Pick<TrainContext, "spec" | "inputs">): Promise<Parent[]> {
  const given = spec.data.filter(({ role }) => role === "parent");
  if (given.length < 2 || given.length > MAX_PARENTS) {
    throw unlike(`The job names ${given.length} parents.`, `Give 2 to ${MAX_PARENTS} trained models.`);
  }
  const parents: Parent[] = [];
  for (const [index, { digest }] of given.entries()) {
    const name = `parent ${index + 1}`;
    const same = given.findIndex((other) => other.digest === digest);
    if (same < index) throw unlike(`${upper(name)} is parent ${same + 1} again.`, "Give different models.");
    const bytes = await readModel(pathOf(inputs, { digest }), MAX_PARENT_BYTES);
    guardModel(bytes);
    const model = fromBinary(ModelProtoSchema, bytes);
    parents.push({ name, bytes, model, task: taskOf(model, name) });
  }
  return parents;
}

function taskOf({ metadataProps }: ModelProto, name: string): TaskInfo {
  const text = metadataProps.find(({ key }) => key === "blacktail.task")?.value;
  const fix = "Give a model as it was trained here, unchanged.";
  if (text === undefined) throw unlike(`${upper(name)} does not say what it predicts.`, fix);
  try {
    return TaskInfo.parse(JSON.parse(text));
  } catch (cause) {
    throw unlike(`${upper(name)} says what it predicts in a form that cannot be read.`, fix, cause);
  }
}

export const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
