import { listNames, type Problem, problem } from "../errors.ts";
import type { Tensor } from "../runner/onnxruntime.ts";
import { openSession } from "../runner/session.ts";

/** A loaded model that takes and returns what its task says. */
export interface Model {
  /** @throws BlacktailError MODEL_FAILED */
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
}

export const unlike = (why: string): Problem =>
  problem(
    "MODEL_UNLIKE_TASK",
    `The model does not do what its manifest says: ${why}.`,
    "Use the manifest that belongs to this model.",
  );

/**
 * Loads a model that the guard has passed, and compares its inputs and outputs with those of its task.
 * @throws BlacktailError MODEL_INVALID, MODEL_UNLIKE_TASK
 */
export async function openModel(
  bytes: Uint8Array,
  { inputs, outputs }: { inputs: readonly string[]; outputs: readonly string[] },
): Promise<Model> {
  const session = await load(bytes);
  const extra = session.inputNames.filter((name) => !inputs.includes(name));
  if (extra.length > 0) throw unlike(`it also wants ${listNames(extra)}`);
  const unused = inputs.filter((name) => !session.inputNames.includes(name));
  if (unused.length > 0) throw unlike(`it does not take ${listNames(unused)}`);
  const absent = outputs.filter((name) => !session.outputNames.includes(name));
  if (absent.length > 0) throw unlike(`it does not return ${listNames(absent)}`);
  return {
    async run(feeds) {
      try {
        return await session.run(feeds, [...outputs]);
      } catch (cause) {
        throw problem(
          "MODEL_FAILED",
          `The model failed on the data: ${shortCause(cause)}`,
          "Check that model and manifest belong together.",
          cause,
        );
      }
    },
  };
}

async function load(bytes: Uint8Array) {
  try {
    return await openSession(bytes);
  } catch (cause) {
    throw problem(
      "MODEL_INVALID",
      `The runtime cannot load the model: ${shortCause(cause)}`,
      "Give the .onnx file as it was published.",
      cause,
    );
  }
}

const shortCause = (cause: unknown) => (cause instanceof Error ? cause.message.slice(0, 300) : String(cause));
