import type { Framework, TaskInfo } from "@blacktail/sdk";
import type { TabularConfig } from "@blacktail/sdk/families";
import { network } from "../runner/network.ts";
import type { Encoder } from "../tables/encoders.ts";
import { exportTable } from "../tables/exportTable.ts";
import type { Fitted } from "./fit.ts";
import type { Problem } from "./problem.ts";

/** The artifact of a network: see `exportTable`. */
export function exportModel({
  encoders,
  fitted,
  problem,
  task,
  framework,
  activation,
}: {
  encoders: readonly Encoder[];
  fitted: Fitted;
  problem: Problem;
  task: TaskInfo;
  framework: Framework;
  activation: TabularConfig["activation"];
}): Uint8Array {
  return exportTable({
    name: "tabular",
    encoders,
    task,
    framework,
    outputs(tape, features, free) {
      const { graph } = tape;
      const weights = fitted.weights.map((values, index) => {
        const shape = fitted.shapes[index] ?? [];
        const name = free(`weights/${index >> 1}/${index % 2 === 0 ? "weight" : "bias"}`);
        return tape.value(graph.initializer(name, "float32", shape, values), shape);
      });
      const scores = network(tape, features, weights, activation);
      if (task.classes !== undefined) return { scores };
      const scaled = graph.node("Mul", [scores.name, tape.scalar(problem.scale)]);
      return { value: tape.value(graph.node("Add", [scaled, tape.scalar(problem.offset)]), ["N", 1]) };
    },
  });
}
