import type { TaskInfo } from "@blacktail/sdk";
import { listNames, problem } from "../errors.ts";
import { Tensor } from "../runner/onnxruntime.ts";
import { openSession } from "../runner/session.ts";
import { inputName, LABEL_OUTPUT, PROBABILITIES_OUTPUT } from "../supervised/encoderGraph.ts";
import { rawValues } from "../supervised/encoders.ts";

/** Predictions of some rows. */
export interface Predictions {
  /** A class name or a quantity per row. */
  readonly labels: readonly (string | number)[];
  /** [rows, classes]; classification only. */
  readonly probabilities?: Float32Array;
}

export interface Predictor {
  /** @param columns the task's columns in order, each with the same number of cleaned cells. */
  predict(columns: readonly (readonly string[])[], decimalComma: boolean): Promise<Predictions>;
}

const unlike = (why: string) =>
  problem(
    "MODEL_UNLIKE_TASK",
    `The model does not do what its manifest says: ${why}.`,
    "Use the manifest that belongs to this model.",
  );

/** Loads a checked model. @throws BlacktailError MODEL_INVALID, MODEL_UNLIKE_TASK */
export async function openPredictor(
  model: Uint8Array,
  task: TaskInfo,
  inputColumns: NonNullable<TaskInfo["columns"]>,
): Promise<Predictor> {
  let session: Awaited<ReturnType<typeof openSession>>;
  try {
    session = await openSession(model);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.slice(0, 300) : String(cause);
    throw problem(
      "MODEL_INVALID",
      `The runtime cannot load the model: ${why}`,
      "Give the .onnx file as it was published.",
      cause,
    );
  }
  const inputs = inputColumns.map(({ name }) => inputName(name));
  const extra = session.inputNames.filter((name) => !inputs.includes(name));
  if (extra.length > 0) throw unlike(`it also wants ${listNames(extra)}`);
  const unused = inputs.filter((name) => !session.inputNames.includes(name));
  if (unused.length > 0) throw unlike(`it does not take ${listNames(unused)}`);
  const outputs = task.kind === "classification" ? [LABEL_OUTPUT, PROBABILITIES_OUTPUT] : [LABEL_OUTPUT];
  const absent = outputs.filter((name) => !session.outputNames.includes(name));
  if (absent.length > 0) throw unlike(`it does not return ${listNames(absent)}`);

  return {
    async predict(columns, decimalComma) {
      const rows = columns[0]?.length ?? 0;
      const feeds = Object.fromEntries(
        inputColumns.map((column, index) => {
          const values = rawValues(column, columns[index] ?? [], decimalComma);
          const shape = [rows, 1];
          const tensor =
            values instanceof Float32Array ? new Tensor("float32", values, shape) : new Tensor("string", values, shape);
          return [inputName(column.name), tensor];
        }),
      );
      const results = await run(session, feeds, outputs);
      const labels = results[LABEL_OUTPUT];
      const expected = task.kind === "classification" ? "string" : "float32";
      if (labels === undefined || labels.type !== expected || labels.size !== rows) {
        throw unlike(`its labels are ${labels?.type} [${labels?.dims.join(", ")}] for ${rows} rows`);
      }
      const names = Array.from(labels.data as ArrayLike<string | number>);
      if (task.classes === undefined) return { labels: names };
      const probabilities = results[PROBABILITIES_OUTPUT];
      if (!(probabilities?.data instanceof Float32Array) || probabilities.size !== rows * task.classes.length) {
        throw unlike(
          `its probabilities are ${probabilities?.type} [${probabilities?.dims.join(", ")}] for ${rows} rows`,
        );
      }
      return { labels: names, probabilities: probabilities.data };
    },
  };
}

async function run(
  session: Awaited<ReturnType<typeof openSession>>,
  feeds: Record<string, Tensor>,
  outputs: readonly string[],
): Promise<Readonly<Record<string, Tensor>>> {
  try {
    return await session.run(feeds, [...outputs]);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.slice(0, 300) : String(cause);
    throw problem(
      "MODEL_FAILED",
      `The model failed on the data: ${why}`,
      "Check that model and manifest belong together.",
      cause,
    );
  }
}
