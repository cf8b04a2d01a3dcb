import type { Framework, JobSpec, Split, TaskInfo } from "@blacktail/sdk";
import { dataOf } from "../inputs.ts";
import { taskColumns } from "../tables/task.ts";
import type { Space } from "./space.ts";

/** How the framework is named in the artifact. */
export function frameworkOf(spec: JobSpec, family: string, name: string, version: string): Framework {
  return { family, name, version, config: spec.framework?.config ?? {} };
}

/** The columns that a model takes, and the one that its results can be compared with. */
export function tableTask({ loaded }: Space, spec: JobSpec): Pick<TaskInfo, "columns" | "target"> {
  const target = dataOf(spec, "train")?.target;
  return { columns: taskColumns(loaded.encoders), ...(target === undefined ? {} : { target }) };
}

export function splitOf({ loaded }: Space): Split {
  const { train, validation, test } = loaded.split;
  return { train: train.length, validation: validation.length, test: test.length };
}

/** Names of clusters, the largest first. */
export const clusterNames = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `cluster ${index + 1}`);
