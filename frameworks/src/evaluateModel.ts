import { resolve } from "node:path";
import type { JobSpec, TaskInfo } from "@blacktail/sdk";
import { atEdge } from "./edge.ts";
import { DEFAULT_MAX_MODEL_BYTES } from "./inference/readModel.ts";
import { runChild } from "./process/host.ts";
import type { EvaluateReply } from "./process/protocol.ts";

export interface EvaluateArguments {
  /** Of the training that the model is said to come from. */
  readonly spec: JobSpec;
  /** Path of a local copy of each of its inputs, by its digest. */
  readonly inputs: ReadonlyMap<string, string>;
  /** The .onnx file. It may come from anybody: it is checked before it is loaded. */
  readonly modelPath: string;
  /** What the model takes and gives, as the training itself gives it; not as the model's maker says. */
  readonly task: TaskInfo;
  readonly signal?: AbortSignal | undefined;
  readonly threads?: number | undefined;
  readonly maxModelBytes?: number | undefined;
}

/**
 * Measures a model that somebody else trained, on the rows, images or episodes that the spec keeps for measuring, in a child process within
 * the spec's limits: `accuracy`, `f1`, `logLoss` of classes; `r2`, `rmse`, `mae` of quantities; `return`, `returnStd`, `episodeLength` of a
 * policy; `nats`, `perplexity`, `bitsPerCharacter` of a language model, as the training's own metrics. Empty where a model alone does not
 * tell what its framework measures: in unsupervised learning, for votes and frameworks of the job's own.
 * @throws BlacktailError MODEL_… when it is none, or does not do what its task says; DATA_…, LIMIT_…, RUN_…
 *
 * @example
 * const { accuracy } = await evaluateModel({ spec, inputs, modelPath: "theirs.onnx", task: own.task });
 */
export async function evaluateModel(args: EvaluateArguments): Promise<Record<string, number>> {
  const { spec, inputs, modelPath, task, signal, threads = 1, maxModelBytes = DEFAULT_MAX_MODEL_BYTES } = args;
  const work = () =>
    runChild(
      {
        command: "evaluate",
        spec,
        inputs: [...inputs].map(([digest, path]) => [digest, resolve(path)] as const),
        modelPath: resolve(modelPath),
        task,
        threads,
        maxModelBytes,
      },
      { limits: spec.limits, signal },
    );
  const { metrics } = (await atEdge(work)) as EvaluateReply;
  return { ...metrics };
}
