import type { TaskInfo } from "@blacktail/sdk";
import { PolicyGradientConfig } from "@blacktail/sdk/families";
import { z } from "zod";
import { readConfig } from "../config.ts";
import type { TrainContext } from "../family.ts";
import { openModel, unlike } from "../inference/model.ts";
import { inputName, PROBABILITIES_OUTPUT } from "../inference/signature.ts";
import { dataOf } from "../inputs.ts";
import { openArena } from "../reinforcement/arena.ts";
import { evaluateLater } from "../reinforcement/evaluate.ts";
import { Tensor } from "../runner/onnxruntime.ts";
import { measureTable } from "./measureTable.ts";

/** What of a framework's settings says where it acts. */
const { environment, grid, stepCost, episodeSteps, ignore } = PolicyGradientConfig.shape;
const Place = z.object({ environment, grid, stepCost, episodeSteps, ignore });

/**
 * Measures a policy in the episodes that are kept for that.
 * @param bytes checked by the guard
 */
export async function measurePolicy(
  context: TrainContext,
  model: { readonly bytes: Uint8Array; readonly task: TaskInfo },
): Promise<Record<string, number>> {
  const { spec } = context;
  const place = readConfig(Place, spec.framework?.config ?? {});
  if (place.environment === "auto" && !dataOf(spec, "module") && dataOf(spec, "train")) {
    // Each row of a table is an episode of one step, which earns 1 where the action is right.
    const { accuracy } = await measureTable(context, model, { classes: true });
    return accuracy === undefined ? {} : { return: accuracy, accuracy };
  }
  const arena = await openArena(context, place);
  const names = (model.task.columns ?? []).map(({ name }) => inputName(name));
  if (names.length !== arena.width) throw unlike(`it takes ${names.length} numbers, an observation has ${arena.width}`);
  const policy = await openModel(model.bytes, { inputs: names, outputs: [PROBABILITIES_OUTPUT] });
  const score = async (observations: Float32Array) => {
    const rows = observations.length / arena.width;
    const feeds = Object.fromEntries(
      names.map((name, column) => {
        const values = Float32Array.from({ length: rows }, (_, row) => observations[row * arena.width + column] ?? 0);
        return [name, new Tensor("float32", values, [rows, 1])];
      }),
    );
    const scores = (await policy.run(feeds))[PROBABILITIES_OUTPUT];
    if (!(scores?.data instanceof Float32Array) || scores.size !== rows * arena.actions.length) {
      throw unlike(`its probabilities are ${scores?.type} [${scores?.dims.join(", ")}]`);
    }
    return scores.data;
  };
  const returns = await evaluateLater(() => arena.create("test"), score, {
    purpose: "test",
    episodes: arena.episodes.test,
  });
  return { return: returns.mean, returnStd: returns.deviation, episodeLength: returns.length };
}
