import { evaluateModel } from "@blacktail/frameworks";
import type { JobSpec, Output, TaskInfo } from "@blacktail/sdk";
import type { Hex } from "viem";

/** A stranger's model, the inputs of the training it is said to come from, and what the training done again says that it predicts. */
export type ModelToMeasure = { spec: JobSpec; inputs: [Hex, string][]; modelPath: string; task: TaskInfo };

/** Metrics of a model on the rows that its training never saw, by their names; none where a model alone does not tell them. */
export function measureModel({ inputs, ...rest }: ModelToMeasure): Promise<Output["metrics"]> {
  return evaluateModel({ ...rest, inputs: new Map(inputs), threads: 1 });
}
