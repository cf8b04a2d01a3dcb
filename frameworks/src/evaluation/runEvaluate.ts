import type { TrainContext } from "../family.ts";
import { guardModel } from "../inference/guard.ts";
import { readModel } from "../inference/readModel.ts";
import { dataOf } from "../inputs.ts";
import type { EvaluateReply, Request } from "../process/protocol.ts";
import { noCheckpoints } from "../runner/checkpoints.ts";
import { measureImages } from "./measureImages.ts";
import { measurePolicy } from "./measurePolicy.ts";
import { measureTable } from "./measureTable.ts";
import { measureText } from "./measureText.ts";

/** Runs in the child: checks the model and measures it as its framework would have. */
export async function runEvaluate(request: Extract<Request, { command: "evaluate" }>): Promise<EvaluateReply> {
  const { spec, inputs, modelPath, task, threads, maxModelBytes } = request;
  const bytes = await readModel(modelPath, maxModelBytes);
  guardModel(bytes);
  const context: TrainContext = {
    spec,
    inputs: new Map(inputs),
    threads,
    device: "cpu",
    checkpoints: noCheckpoints,
    scratch: process.cwd(),
    onProgress: () => undefined,
  };
  return { metrics: await measure(context, { bytes, task }) };
}

/** Nothing where what a framework measures cannot be told from the model alone. */
async function measure(
  context: TrainContext,
  model: Parameters<typeof measureImages>[1],
): Promise<Record<string, number>> {
  const { family, name } = context.spec.framework ?? {};
  if (family === "reinforcement") return measurePolicy(context, model);
  if (dataOf(context.spec, "module") !== undefined) return {};
  switch (`${family}/${name}`) {
    case "supervised/tabular":
    case "deep/mlp":
    case "ensemble/bagging":
    case "ensemble/stacking":
      return measureTable(context, model, {});
    case "semi-supervised/pseudo-label":
    case "semi-supervised/consistency":
      return measureTable(context, model, { classes: true, allowMissing: true });
    case "transfer/fine-tuning":
      return model.task.image === undefined ? measureTable(context, model, {}) : measureImages(context, model);
    case "deep/cnn":
      return measureImages(context, model);
    case "deep/transformer":
      return measureText(context, model);
    default:
      return {};
  }
}
