import type { Framework } from "@blacktail/sdk";
import { problem } from "../errors.ts";
import type { TrainContext, TrainOutcome } from "../family.ts";
import { type Activation, network } from "../runner/network.ts";
import { exportTable } from "../tables/exportTable.ts";
import { taskColumns } from "../tables/task.ts";
import type { Arena } from "./arena.ts";
import { evaluate } from "./evaluate.ts";
import type { Log } from "./log.ts";
import { Normalizer } from "./normalizer.ts";
import { Perceptron } from "./perceptron.ts";

interface Options {
  readonly context: Pick<TrainContext, "onProgress">;
  readonly arena: Arena;
  readonly framework: Framework;
  /** Of the network that acts. */
  readonly sizes: readonly number[];
  readonly activation: Activation;
  readonly log: Log;
  readonly steps: number;
}

/**
 * Measures the best policy of a run in fresh episodes, acting greedily, and writes the artifact: raw observations, one column
 * [N, 1] each → `label`, the best action's name, and `probabilities`, the softmax of the network's scores.
 */
export function finish({ context, arena, framework, sizes, activation, log, steps }: Options): TrainOutcome {
  const { best } = log;
  if (best === undefined) throw problem("TRAINING_DIVERGED", "No policy was learned.", 'Raise "steps".');
  context.onProgress({ phase: "evaluating", step: steps, totalSteps: steps, epoch: 1 });
  const normalizer = new Normalizer(arena.width, best.normalizer);
  const policy = new Perceptron(sizes, activation, best.weights);
  const returns = evaluate(
    () => arena.create("test"),
    (raw) => policy.run(arena.scaled ? raw : normalizer.apply(raw)),
    { purpose: "test", episodes: arena.episodes.test },
  );
  const encoders = arena.encoders(normalizer);
  const task = { kind: "control" as const, classes: [...arena.actions], columns: taskColumns(encoders) };
  const model = exportTable({
    name: "policy",
    encoders,
    task,
    framework,
    outputs(tape, features, free) {
      const weights = best.weights.map((values, index) => {
        const [inputs = 1, outputs = 1] = sizes.slice(index >> 1);
        const weight = index % 2 === 0;
        const shape = weight ? [inputs, outputs] : [outputs];
        const name = free(`weights/${index >> 1}/${weight ? "weight" : "bias"}`);
        return tape.value(tape.graph.initializer(name, "float32", shape, values), shape);
      });
      return { scores: network(tape, features, weights, activation) };
    },
  });
  return {
    model,
    metrics: {
      return: returns.mean,
      returnStd: returns.deviation,
      episodeLength: returns.length,
      ...(arena.name === "table" ? { accuracy: returns.mean } : {}),
    },
    task,
    split: { train: log.state.episodes, validation: arena.episodes.validation, test: arena.episodes.test },
    report: { v: 1, curves: log.curves() },
    warnings: arena.warnings,
    details: { environment: arena.name, steps, chosenAtStep: best.step, validationReturn: best.mean },
  };
}
