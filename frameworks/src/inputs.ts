import type { JobSpec } from "@blacktail/sdk";
import { problem } from "./errors.ts";
import type { TrainContext } from "./family.ts";

type Data = JobSpec["data"][number];

/** A job's input of some role, the first where there are several. */
export function dataOf({ data }: Pick<JobSpec, "data">, role: Data["role"]): Data | undefined {
  return data.find((input) => input.role === role);
}

/**
 * Path of the local copy of an input.
 * @throws BlacktailError INPUT_MISSING
 */
export function pathOf(inputs: TrainContext["inputs"], { digest }: Pick<Data, "digest">): string {
  const path = inputs.get(digest);
  if (path !== undefined) return path;
  throw problem("INPUT_MISSING", `There is no local copy of the input ${digest}.`, "Fetch it first.");
}
