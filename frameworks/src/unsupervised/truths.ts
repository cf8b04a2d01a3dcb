import type { JobSpec } from "@blacktail/sdk";
import { type Column, readTable } from "../csv/table.ts";
import { problem } from "../errors.ts";
import type { TrainContext } from "../family.ts";
import { findColumn } from "../tables/target.ts";

/** A column to compare with. */
interface Truths {
  readonly target: string;
  /** A text per row of the training file, then of the test file; empty where there is none. */
  readonly values: readonly string[];
}

/**
 * Reads the target column that a job names for comparison.
 * @returns undefined when it names none.
 * @throws BlacktailError TARGET_UNKNOWN, DATA_…, INPUT_MISSING
 */
export async function readTruths({ spec, inputs }: Pick<TrainContext, "spec" | "inputs">): Promise<Truths | undefined> {
  const train = spec.data.find(({ role }) => role === "train");
  if (train?.target === undefined) return undefined;
  const { target } = train;
  const values = textsOf(findColumn(await readTable(pathOf(train, inputs)), target));
  const test = spec.data.find(({ role }) => role === "test");
  if (test === undefined) return { target, values };
  const table = await readTable(pathOf(test, inputs));
  const column = table.columns.find(({ name }) => name === target);
  const more = column === undefined ? Array.from({ length: table.rows }, () => "") : textsOf(column);
  return { target, values: [...values, ...more] };
}

const textsOf = ({ codes, values }: Column): string[] => Array.from(codes, (code) => values[code] ?? "");

function pathOf({ digest }: JobSpec["data"][number], inputs: TrainContext["inputs"]): string {
  const path = inputs.get(digest);
  if (path !== undefined) return path;
  throw problem("INPUT_MISSING", `There is no local copy of the input ${digest}.`, "Fetch it first.");
}
