import type { TrainingReport } from "@blacktail/sdk";
import { permutationImportance } from "../report/permutationImportance.ts";
import type { Model } from "../supervised/model.ts";
import { columnFeatures } from "../tables/columnFeatures.ts";
import { scaleRows } from "../tables/scaleRows.ts";
import { thinRows } from "../tables/thinRows.ts";
import { mainMetric } from "./measure.ts";
import { answerOfScores, type Ground, truthsOf } from "./members.ts";

/** Test rows whose columns are shuffled to see what matters. */
const MOST_ROWS = 1_000;

/**
 * What each column is worth to models that answer together, on test rows; see `permutationImportance`.
 * @param options.combine makes one answer of those of all models, in their order
 */
export async function ensembleImportance({
  models,
  ground,
  combine,
  seed,
}: {
  models: readonly Model[];
  ground: Ground;
  combine: (answers: readonly Float64Array[]) => Float64Array;
  seed: number;
}): Promise<TrainingReport["importance"]> {
  const { table, target } = ground;
  const { encoders, split } = table;
  const rows = thinRows(split.test, MOST_ROWS);
  // Trees take features raw and networks scaled; what is scaled can be made of what is raw.
  const form = models.some((model) => model.form === "raw") ? "raw" : "scaled";
  const scale = form === "raw" ? scaleRows(encoders) : (features: Float32Array) => features;
  const matrix = await table.matrix(form);
  const scorers = await Promise.all(models.map((model) => model.open()));
  try {
    return await permutationImportance({
      features: await matrix.read(rows),
      width: matrix.width,
      columns: columnFeatures(encoders, form),
      models: models.length,
      metric: target.kind === "classification" ? "accuracy" : "r2",
      seed,
      async measure(features) {
        const scaled = scale(features);
        const answers: Float64Array[] = [];
        for (const [index, scorer] of scorers.entries()) {
          const own = models[index]?.form === "raw" ? features : scaled;
          answers.push(answerOfScores(await scorer.score(own), ground));
        }
        return mainMetric(combine(answers), truthsOf(ground, rows.subarray(0, features.length / matrix.width)));
      },
    });
  } finally {
    for (const scorer of scorers) await scorer.release();
  }
}
