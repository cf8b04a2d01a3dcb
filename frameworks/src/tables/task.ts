import type { TaskInfo } from "@blacktail/sdk";
import type { Encoder } from "./encoders.ts";
import type { Target } from "./target.ts";

/** The raw columns that a model takes, as its task names them. */
export function taskColumns(encoders: readonly Encoder[]): NonNullable<TaskInfo["columns"]> {
  return encoders.map(({ name, type }) => ({ name, type }));
}

/** The task of predicting a target from columns. */
export function predictionTask(target: Target, encoders: readonly Encoder[]): TaskInfo {
  const columns = taskColumns(encoders);
  if (target.kind === "regression") return { kind: "regression", target: target.name, columns };
  return { kind: "classification", target: target.name, classes: [...target.classes], columns };
}
