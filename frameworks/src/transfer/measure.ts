import type { TrainingReport } from "@blacktail/sdk";
import { LABEL_OUTPUT, PROBABILITIES_OUTPUT } from "../inference/signature.ts";
import { classificationMetrics } from "../metrics/classification.ts";
import { regressionMetrics } from "../metrics/regression.ts";
import { classificationReport } from "../report/classificationReport.ts";
import { permutationImportance } from "../report/permutationImportance.ts";
import { quantityScatter } from "../report/quantityScatter.ts";
import type { Tensor } from "../runner/onnxruntime.ts";
import { openSession } from "../runner/session.ts";
import type { Target } from "../tables/target.ts";
import type { Examples } from "./examples.ts";

const CHUNK_ROWS = 256;
/** Examples that pass through the artifact to see which columns matter; a parent may be slow. */
const MAX_IMPORTANCE_EXAMPLES = 200_000;
const MIN_IMPORTANCE_ROWS = 50;
const MAX_IMPORTANCE_ROWS = 2_000;

type Feeds = Readonly<Record<string, Tensor>>;
/** An artifact's probabilities or values for `count` examples, whose inputs are given part by part. */
type Predict = (count: number, feeds: (start: number, end: number) => Feeds) => Promise<Float32Array>;

/** Runs an artifact on some examples, and compares; where they have columns, finds out which of them matter. */
export async function measure(
  model: Uint8Array,
  examples: Examples,
  rows: Int32Array,
  { threads, seed }: { readonly threads: number; readonly seed: number },
): Promise<{ metrics: Record<string, number>; report: Omit<TrainingReport, "v" | "curves"> }> {
  const { feeds, target } = examples;
  const output = target.kind === "classification" ? PROBABILITIES_OUTPUT : LABEL_OUTPUT;
  const width = target.kind === "classification" ? target.classes.length : 1;
  const session = await openSession(model, { threads });
  const predict: Predict = async (count, part) => {
    const values = new Float32Array(count * width);
    for (let start = 0; start < count; start += CHUNK_ROWS) {
      const results = await session.run(part(start, Math.min(count, start + CHUNK_ROWS)), [output]);
      values.set(results[output]?.data as Float32Array, start * width);
    }
    return values;
  };
  try {
    const values = await predict(rows.length, (start, end) => feeds(rows.subarray(start, end)));
    const importance = await importanceOf(predict, examples, rows, seed);
    const compared =
      target.kind === "regression"
        ? { scatter: quantityScatter(values, quantitiesOf(target, rows), target.name) }
        : classificationReport(values, labelsOf(target, rows), target.classes);
    return {
      metrics: metricsOf(target, values, rows),
      report: { ...compared, ...(importance === undefined ? {} : { importance }) },
    };
  } finally {
    await session.release();
  }
}

/** What is shuffled are the numbers of rows, a column of them for each of the table's: its cells may be texts. */
function importanceOf(predict: Predict, { mixed, target }: Examples, all: Int32Array, seed: number) {
  if (mixed === undefined) return undefined;
  const { columns, feeds } = mixed;
  const affordable = Math.max(MIN_IMPORTANCE_ROWS, Math.floor(MAX_IMPORTANCE_EXAMPLES / columns.length));
  const rows = all.slice(0, Math.min(affordable, MAX_IMPORTANCE_ROWS));
  const width = columns.length;
  const metric = target.kind === "classification" ? "accuracy" : "r2";
  return permutationImportance({
    features: Float32Array.from({ length: rows.length * width }, (_, index) => Math.floor(index / width)),
    width,
    columns: columns.map((name, index) => ({ name, features: [index] })),
    metric,
    seed,
    async measure(features) {
      const count = features.length / width;
      const values = await predict(count, (start, end) =>
        feeds((column) =>
          Int32Array.from({ length: end - start }, (_, at) => rows[features[(start + at) * width + column] ?? 0] ?? 0),
        ),
      );
      return metricsOf(target, values, rows.subarray(0, count))[metric] ?? 0;
    },
  });
}

function metricsOf(target: Target, values: Float32Array, rows: Int32Array): Record<string, number> {
  return target.kind === "regression"
    ? { ...regressionMetrics(Float64Array.from(values), quantitiesOf(target, rows)) }
    : { ...classificationMetrics(values, labelsOf(target, rows), target.classes.length) };
}

const quantitiesOf = ({ values }: Extract<Target, { kind: "regression" }>, rows: Int32Array) =>
  Float64Array.from(rows, (row) => values[row] ?? Number.NaN);

const labelsOf = ({ labels }: Extract<Target, { kind: "classification" }>, rows: Int32Array) =>
  rows.map((row) => labels[row] ?? -1);
