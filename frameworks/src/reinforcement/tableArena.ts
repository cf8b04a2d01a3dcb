import type { TrainContext } from "../family.ts";
import { type LoadOptions, loadTable } from "../tables/loadTable.ts";
import { thinRows } from "../tables/thinRows.ts";
import type { Arena } from "./arena.ts";
import { tableEnvironment } from "./environments/tableEnvironment.ts";

/** Rows to choose by and to measure on, evenly spaced ones where there are more: each is an episode. */
const VALIDATION_ROWS = 10_000;
const TEST_ROWS = 100_000;

/**
 * The arena of a table with a target column: learns from its training rows, is chosen by the validation rows and measured on
 * each test row once, so that its mean return is the accuracy. Rows of a large table are read from disk as episodes begin.
 * @param memory what of the table is held in memory at most
 * @throws BlacktailError DATA_…, TARGET_…
 */
export async function openTable(
  context: TrainContext,
  ignore: readonly string[],
  memory?: LoadOptions["memory"],
): Promise<Arena> {
  const table = await loadTable(context, {
    target: "required",
    task: "classification",
    ignore: [...ignore],
    ...(memory === undefined ? {} : { memory }),
  });
  const { target, width, split, encoders } = table;
  if (target?.kind !== "classification") throw new TypeError("The table was asked for classes.");
  const { labels, classes } = target;
  const matrix = await table.matrix("scaled");
  const names = Array.from({ length: width }, (_, index) => `feature ${index}`);
  const rows = {
    train: split.train,
    validation: thinRows(split.validation, VALIDATION_ROWS),
    test: thinRows(split.test, TEST_ROWS),
  };
  const warnings = [...table.warnings];
  if (rows.test.length < split.test.length) {
    warnings.push(`The return is of ${rows.test.length} of the ${split.test.length} rows to measure on.`);
  }
  return {
    name: "table",
    actions: classes,
    width,
    scaled: true,
    create: (purpose) => tableEnvironment({ matrix, positions: rows[purpose], labels, names, classes }),
    episodes: { validation: rows.validation.length, test: rows.test.length },
    warnings,
    encoders: () => encoders,
  };
}
