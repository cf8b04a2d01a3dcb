import type { TrainingReport } from "@blacktail/sdk";
import { permutationImportance } from "../report/permutationImportance.ts";
import { thin } from "../report/thin.ts";
import { columnFeatures } from "../tables/columnFeatures.ts";
import type { LoadedTable } from "../tables/loadTable.ts";
import type { Target } from "../tables/target.ts";
import { thinRows } from "../tables/thinRows.ts";
import { scoreRows } from "./model.ts";
import { predictionReport } from "./predictionReport.ts";
import type { Problem } from "./problem.ts";
import type { Selected } from "./select.ts";

/** Test rows, and scores of them, that are measured at most: they tell an accuracy to a thousandth. */
const TEST_ROWS = 200_000;
const TEST_SCORES = 4_000_000;
/** Rows whose columns are shuffled to see what matters. */
const IMPORTANCE_ROWS = 2_000;

interface Described {
  readonly metrics: Readonly<Record<string, number>>;
  /** Test rows that were measured. */
  readonly rows: number;
  readonly report: TrainingReport;
}

/** Measures a trained model on the test rows, evenly spaced ones of very many: its metrics, and the curves and tables of the report. */
export async function describe(
  { model, curves }: Selected,
  { table, target, problem, seed }: { table: LoadedTable; target: Target; problem: Problem; seed: number },
): Promise<Described> {
  const test = thinRows(table.split.test, Math.min(TEST_ROWS, TEST_SCORES / problem.outputs));
  const matrix = await table.matrix(model.form);
  const scorer = await model.open();
  try {
    const scores = await scoreRows(scorer, matrix, test, problem.outputs);
    const { metrics, main } = problem.measure(scores, test);
    const shuffled = thinRows(test, IMPORTANCE_ROWS);
    const importance = await permutationImportance({
      features: await matrix.read(shuffled),
      width: matrix.width,
      columns: columnFeatures(table.encoders, model.form),
      metric: main.name,
      seed,
      async measure(features) {
        const rows = shuffled.subarray(0, features.length / matrix.width);
        return problem.measure(await scorer.score(features), rows).main.value;
      },
    });
    const thinned = curves.map((curve) => ({ ...curve, points: thin(curve.points) }));
    return {
      metrics,
      rows: test.length,
      report: { v: 1, curves: thinned, importance, ...predictionReport(target, problem, scores, test) },
    };
  } finally {
    await scorer.release();
  }
}
