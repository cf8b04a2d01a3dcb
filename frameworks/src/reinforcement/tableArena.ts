import type { TrainContext } from "../family.ts";
import { loadTable } from "../tables/loadTable.ts";
import type { Arena } from "./arena.ts";
import { tableEnvironment } from "./environments/tableEnvironment.ts";

/**
 * The arena of a table with a target column: learns from its training rows, is chosen by the validation rows and measured on
 * each test row once, so that its mean return is the accuracy.
 * @throws BlacktailError DATA_…, TARGET_…
 */
export async function openTable(context: TrainContext, ignore: readonly string[]): Promise<Arena> {
  const { target, features, width, split, encoders, warnings } = await loadTable(context, {
    target: "required",
    task: "classification",
    ignore: [...ignore],
  });
  if (target?.kind !== "classification") throw new TypeError("The table was asked for classes.");
  const { labels, classes } = target;
  const names = Array.from({ length: width }, (_, index) => `feature ${index}`);
  const environments = {
    train: pick(split.train),
    validation: pick(split.validation),
    test: pick(split.test),
  };
  return {
    name: "table",
    actions: classes,
    width,
    scaled: true,
    create: (purpose) => tableEnvironment({ ...environments[purpose], names, classes }),
    episodes: { validation: split.validation.length, test: split.test.length },
    warnings,
    encoders: () => encoders,
  };

  function pick(rows: Int32Array) {
    const part = new Float32Array(rows.length * width);
    rows.forEach((row, index) => {
      part.set(features.subarray(row * width, (row + 1) * width), index * width);
    });
    return { features: part, labels: Int32Array.from(rows, (row) => labels[row] ?? -1) };
  }
}
