import type { TrainingReport } from "@blacktail/sdk";
import { LABEL_OUTPUT, PROBABILITIES_OUTPUT } from "../inference/signature.ts";
import { classificationMetrics, classificationTally } from "../metrics/classification.ts";
import { regressionMetrics } from "../metrics/regression.ts";
import { reportTally } from "../report/classificationReport.ts";
import { permutationImportance } from "../report/permutationImportance.ts";
import { quantityScatter } from "../report/quantityScatter.ts";
import { openSession } from "../runner/session.ts";
import type { Target } from "../tables/target.ts";
import { CHUNK_ROWS, type Examples, type Feeds } from "./examples.ts";

/** Examples that pass through the artifact to see which columns matter; a parent may be slow. */
const MAX_IMPORTANCE_EXAMPLES = 200_000;
const MIN_IMPORTANCE_ROWS = 50;
const MAX_IMPORTANCE_ROWS = 2_000;

type Metrics = Record<string, number>;
/** An artifact's probabilities or values for some examples. */
type Predict = (feeds: Feeds) => Promise<Float32Array>;

/** Runs an artifact on some examples, and compares; where they have columns, finds out which of them matter. */
export async function measure(
  model: Uint8Array,
  examples: Examples,
  rows: Int32Array,
  { threads, seed }: { readonly threads: number; readonly seed: number },
): Promise<{ metrics: Metrics; report: Omit<TrainingReport, "v" | "curves"> }> {
  const output = examples.target.kind === "classification" ? PROBABILITIES_OUTPUT : LABEL_OUTPUT;
  const session = await openSession(model, { threads });
  const predict: Predict = async (feeds) => (await session.run(feeds, [output]))[output]?.data as Float32Array;
  try {
    const { metrics, compared } = await compare(predict, examples, rows);
    const importance = await importanceOf(predict, examples, rows, seed);
    return { metrics, report: { ...compared, ...(importance === undefined ? {} : { importance }) } };
  } finally {
    await session.release();
  }
}

async function compare(
  predict: Predict,
  { parts, target }: Examples,
  rows: Int32Array,
): Promise<{ metrics: Metrics; compared: Omit<TrainingReport, "v" | "curves"> }> {
  if (target.kind === "classification") {
    const tally = classificationTally(target.classes.length);
    const report = reportTally(target.classes);
    for await (const part of parts(rows)) {
      const probabilities = await predict(part.feeds);
      const labels = labelsOf(target, part.rows);
      tally.add(probabilities, labels);
      report.add(probabilities, labels);
    }
    return { metrics: { ...tally.metrics() }, compared: report.report() };
  }
  const values = new Float32Array(rows.length);
  let done = 0;
  for await (const part of parts(rows)) {
    values.set(await predict(part.feeds), done);
    done += part.rows.length;
  }
  const scatter = quantityScatter(values, quantitiesOf(target, rows), target.name);
  return { metrics: metricsOf(target, values, rows), compared: { scatter } };
}

/** What is shuffled are the numbers of rows, a column of them for each of the table's: its cells may be texts. */
async function importanceOf(predict: Predict, { mixed, target }: Examples, all: Int32Array, seed: number) {
  if (mixed === undefined) return undefined;
  const { columns, hold } = mixed;
  const affordable = Math.max(MIN_IMPORTANCE_ROWS, Math.floor(MAX_IMPORTANCE_EXAMPLES / columns.length));
  const rows = all.slice(0, Math.min(affordable, MAX_IMPORTANCE_ROWS));
  const feedsOf = await hold(rows);
  const width = columns.length;
  const outputs = target.kind === "classification" ? target.classes.length : 1;
  const metric = target.kind === "classification" ? "accuracy" : "r2";
  return permutationImportance({
    features: Float32Array.from({ length: rows.length * width }, (_, index) => Math.floor(index / width)),
    width,
    columns: columns.map((name, index) => ({ name, features: [index] })),
    metric,
    seed,
    async measure(features) {
      const count = features.length / width;
      const values = new Float32Array(count * outputs);
      for (let start = 0; start < count; start += CHUNK_ROWS) {
        const length = Math.min(CHUNK_ROWS, count - start);
        const feeds = feedsOf((column) =>
          Int32Array.from({ length }, (_, at) => features[(start + at) * width + column] ?? 0),
        );
        values.set(await predict(feeds), start * outputs);
      }
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
