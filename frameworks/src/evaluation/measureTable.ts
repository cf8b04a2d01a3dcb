import type { JobSpec, TaskInfo } from "@blacktail/sdk";
import { TabularConfig } from "@blacktail/sdk/families";
import { z } from "zod";
import { readConfig } from "../config.ts";
import { problem } from "../errors.ts";
import type { TrainContext } from "../family.ts";
import { columnsInput } from "../inference/columnsInput.ts";
import { openModel } from "../inference/model.ts";
import { outputOf } from "../inference/output.ts";
import { dataOf, pathOf } from "../inputs.ts";
import { createRandom } from "../random.ts";
import { holdOut, strata } from "../tables/split.ts";
import { openTableFile } from "../tables/tableFile.ts";
import { readRows } from "../tables/tableRows.ts";

/** What of a framework's settings decides which rows it is measured on. */
const { split, task, header } = TabularConfig.shape;
const Division = z.object({ split, task, header });

/** How a framework reads its table. */
export interface TableReading {
  /** Whether the target is read as classes, whatever it looks like. */
  readonly classes?: boolean;
  /** Whether rows without a target have a place among the others. */
  readonly allowMissing?: boolean;
}

/**
 * Measures a model that takes columns on the rows of the job's table that its training must not have seen, or on its test table.
 * @param bytes checked by the guard
 */
export async function measureTable(
  context: Pick<TrainContext, "spec" | "inputs">,
  { bytes, task: info }: { readonly bytes: Uint8Array; readonly task: TaskInfo },
  reading: TableReading,
): Promise<Record<string, number>> {
  const { spec, inputs } = context;
  const config = readConfig(Division, spec.framework?.config ?? {});
  const test = dataOf(spec, "test");
  const data = test ?? dataOf(spec, "train");
  const { columns, target } = info;
  if (data === undefined || columns === undefined || target === undefined) return {};
  const path = pathOf(inputs, data);
  const counts = test === undefined ? await testRows(path, spec, config, reading) : () => true;
  const input = columnsInput(columns, target, config.header);
  const output = outputOf(info);
  const model = await openModel(bytes, { inputs: input.names, outputs: output.names });
  const { batches, decimalComma } = await input.open(path);
  const score = output.score?.(decimalComma);
  let first = 0;
  for await (const { rows, feeds, truths = [] } of batches) {
    const wanted = truths.map((truth, row) => (counts(first + row) ? truth : ""));
    first += rows;
    if (wanted.every((truth) => truth === "")) continue;
    const results = await model.run(feeds);
    // Refuses results of another size or type.
    output.cells(results, rows);
    score?.add(wanted, results);
  }
  return score?.metrics() ?? {};
}

/** Whether a row of the file is one that the framework keeps for measuring. */
async function testRows(
  path: string,
  spec: JobSpec,
  config: z.infer<typeof Division>,
  { classes = false, allowMissing = false }: TableReading,
): Promise<(row: number) => boolean> {
  const target = dataOf(spec, "train")?.target;
  if (target === undefined) {
    throw problem("TARGET_UNKNOWN", "The job names no column to predict.", "Give a training job with a target.");
  }
  const file = await openTableFile(path, { header: config.header, seed: spec.seed, target });
  const read = readRows(file, target, classes ? "classification" : config.task, allowMissing);
  const held = holdOut(strata(read.target, read.rows), config.split, createRandom(spec.seed, 1)).test;
  const numbers = file.whole ? held.map((position) => read.sample.rows[position] ?? -1) : held;
  const known = new Set(numbers);
  return (row) => known.has(row);
}
