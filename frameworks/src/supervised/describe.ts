import type { TrainingReport } from "@blacktail/sdk";
import { permutationImportance } from "../report/permutationImportance.ts";
import { thin } from "../report/thin.ts";
import { columnFeatures } from "../tables/columnFeatures.ts";
import type { LoadedTable } from "../tables/loadTable.ts";
import type { Target } from "../tables/target.ts";
import { scoreRows } from "./model.ts";
import { predictionReport } from "./predictionReport.ts";
import type { Problem } from "./problem.ts";
import type { Selected } from "./select.ts";

/** Rows whose columns are shuffled to see what matters. */
const IMPORTANCE_ROWS = 2_000;

/** Measures a trained model on the test rows: its metrics, and the curves and tables of the report. */
export async function describe(
  { model, curves }: Selected,
  { table, target, problem, seed }: { table: LoadedTable; target: Target; problem: Problem; seed: number },
): Promise<{ metrics: Readonly<Record<string, number>>; report: TrainingReport }> {
  const { test } = table.split;
  const matrix = await table.matrix(model.form);
  const scorer = await model.open();
  try {
    const scores = await scoreRows(scorer, matrix, test, problem.outputs);
    const { metrics, main } = problem.measure(scores, test);
    const stride = Math.max(1, Math.ceil(test.length / IMPORTANCE_ROWS));
    const shuffled = test.filter((_, index) => index % stride === 0);
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
      report: { v: 1, curves: thinned, importance, ...predictionReport(target, problem, scores, test) },
    };
  } finally {
    await scorer.release();
  }
}
