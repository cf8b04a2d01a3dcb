import type { TrainingReport } from "@blacktail/sdk";
import { LABEL_OUTPUT, PROBABILITIES_OUTPUT } from "../inference/signature.ts";
import { classificationMetrics } from "../metrics/classification.ts";
import { regressionMetrics } from "../metrics/regression.ts";
import { classificationReport } from "../report/classificationReport.ts";
import { quantityScatter } from "../report/quantityScatter.ts";
import { openSession } from "../runner/session.ts";
import type { Examples } from "./examples.ts";

const CHUNK_ROWS = 256;

/** Runs an artifact on some examples, and compares. */
export async function measure(
  model: Uint8Array,
  { feeds, target }: Examples,
  rows: Int32Array,
  threads: number,
): Promise<{ metrics: Record<string, number>; report: Omit<TrainingReport, "v" | "curves"> }> {
  const output = target.kind === "classification" ? PROBABILITIES_OUTPUT : LABEL_OUTPUT;
  const width = target.kind === "classification" ? target.classes.length : 1;
  const values = new Float32Array(rows.length * width);
  const session = await openSession(model, { threads });
  try {
    for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
      const results = await session.run(feeds(rows.subarray(start, start + CHUNK_ROWS)), [output]);
      values.set(results[output]?.data as Float32Array, start * width);
    }
  } finally {
    await session.release();
  }
  if (target.kind === "regression") {
    const truths = Float64Array.from(rows, (row) => target.values[row] ?? Number.NaN);
    return {
      metrics: { ...regressionMetrics(Float64Array.from(values), truths) },
      report: { scatter: quantityScatter(values, truths, target.name) },
    };
  }
  const truths = rows.map((row) => target.labels[row] ?? -1);
  return {
    metrics: { ...classificationMetrics(values, truths, width) },
    report: classificationReport(values, truths, target.classes),
  };
}
