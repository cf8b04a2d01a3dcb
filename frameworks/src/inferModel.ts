import { resolve } from "node:path";
import type { TaskInfo } from "@blacktail/sdk";
import { MAX_STREAMED_BYTES } from "./csv/source.ts";
import { atEdge } from "./edge.ts";
import { DEFAULT_MAX_MODEL_BYTES } from "./inference/readModel.ts";
import { runChild } from "./process/host.ts";
import { DEFAULT_LIMITS, type Limits } from "./process/limits.ts";
import type { InferReply } from "./process/protocol.ts";

/** What is written of a file may be as large as the file. */
const LIMITS: Limits = { ...DEFAULT_LIMITS, outputMiB: MAX_STREAMED_BYTES / 1024 ** 2 };

/**
 * Runs a model on a file, in a child process within limits. The model is not trusted: it is checked before it is loaded.
 *
 * Writes CSV, one line per input row. Classes, clusters and actions: `prediction`, and `probability:<class>` for each; quantities:
 * `prediction`; anomalies: `score`; embeddings: `dimension 1`… Where the file has the task's target column, the predictions are
 * measured against it: `accuracy`, `f1`, `logLoss`; `r2`, `rmse`, `mae`; `ari` of clusters; `rocAuc` of anomalies, all values but
 * the most frequent one being anomalous.
 * A language model takes a table with a column "prompt", or a text with a prompt per line; `prediction` is what it writes on, always with
 * the most probable token, as many tokens as its context at most.
 * @throws BlacktailError MODEL_…, DATA_…, LIMIT_…, RUN_…; see docs/errors.md
 */
export async function inferModel({
  modelPath,
  inputPath,
  outPath,
  task,
  limits = {},
  maxModelBytes = DEFAULT_MAX_MODEL_BYTES,
  signal,
}: {
  modelPath: string;
  inputPath: string;
  outPath: string;
  /** What the model predicts from which columns, as its manifest says. */
  task: TaskInfo;
  limits?: Partial<Limits> | undefined;
  maxModelBytes?: number | undefined;
  signal?: AbortSignal | undefined;
}): Promise<{ rows: number; metrics?: Record<string, number>; path: string }> {
  const path = resolve(outPath);
  const work = () =>
    runChild(
      {
        command: "infer",
        modelPath: resolve(modelPath),
        inputPath: resolve(inputPath),
        outPath: path,
        task,
        maxModelBytes,
      },
      { limits: { ...LIMITS, ...limits }, signal },
    );
  const reply = (await atEdge(work)) as InferReply;
  return { rows: reply.rows, path, ...(reply.metrics === undefined ? {} : { metrics: { ...reply.metrics } }) };
}
