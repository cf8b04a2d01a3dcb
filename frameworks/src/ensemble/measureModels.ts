import type { Model } from "../supervised/model.ts";
import { rowsAtOnce } from "../tables/chunks.ts";
import type { FeatureForm } from "../tables/encoders.ts";
import { createMeter, type Measured } from "./measure.ts";
import { answerOfScores, type Ground, truthsOf } from "./members.ts";

const CHUNK_ROWS = 8_192;

/**
 * Measures models that answer together on the test rows, part by part.
 * @param options.combine makes one answer of those of all models, in their order
 */
export async function measureModels({
  models,
  ground,
  combine,
}: {
  models: readonly Model[];
  ground: Ground;
  combine: (answers: readonly Float64Array[]) => Float64Array;
}): Promise<Measured> {
  const { table, target } = ground;
  const { test } = table.split;
  const meter = createMeter(models.length, truthsOf(ground, test), target.name);
  const forms = new Set(models.map(({ form }) => form));
  const scorers = await Promise.all(models.map((model) => model.open()));
  try {
    const perPart = rowsAtOnce(table.width, CHUNK_ROWS);
    for (let start = 0; start < test.length; start += perPart) {
      const rows = test.subarray(start, start + perPart);
      const features = new Map<FeatureForm, Float32Array>();
      for (const form of forms) features.set(form, await (await table.matrix(form)).read(rows));
      const answers: Float64Array[] = [];
      for (const [index, { form }] of models.entries()) {
        const scores = await scorers[index]?.score(features.get(form) ?? new Float32Array());
        answers.push(answerOfScores(scores ?? new Float32Array(), ground));
      }
      meter.add(answers, combine(answers));
    }
  } finally {
    for (const scorer of scorers) await scorer.release();
  }
  return meter.finish();
}
