/**
 * Measures of a classification: accuracy, F1 and mean log loss (nats). Of two classes F1 is that of the one with fewer rows, as is
 * usual for rare events; of more it is the mean over the classes ("macro").
 */
export interface ClassificationMetrics {
  readonly accuracy: number;
  readonly f1: number;
  readonly logLoss: number;
}

const LEAST_PROBABILITY = 1e-15;

/** Measures rows as they come, without keeping them. */
interface ClassificationTally {
  /**
   * @param probabilities [rows, classes]
   * @param labels [rows], the true class numbers; -1 is a class the model does not know, which is always wrong.
   */
  add(probabilities: Float32Array | Float64Array, labels: Int32Array): void;
  /** Of all rows so far. */
  metrics(): ClassificationMetrics;
}

/** As `ClassificationTally.add` of all rows. */
export function classificationMetrics(
  probabilities: Float32Array | Float64Array,
  labels: Int32Array,
  classes: number,
): ClassificationMetrics {
  const tally = classificationTally(classes);
  tally.add(probabilities, labels);
  return tally.metrics();
}

export function classificationTally(classes: number): ClassificationTally {
  const hits = new Float64Array(classes);
  const guessed = new Float64Array(classes);
  const actual = new Float64Array(classes);
  let loss = 0;
  let rows = 0;
  const add: ClassificationTally["add"] = (probabilities, labels) => {
    rows += labels.length;
    labels.forEach((label, row) => {
      const scores = probabilities.subarray(row * classes, (row + 1) * classes);
      const guess = argmax(scores);
      guessed[guess] = (guessed[guess] ?? 0) + 1;
      if (label >= 0) actual[label] = (actual[label] ?? 0) + 1;
      if (guess === label) hits[guess] = (hits[guess] ?? 0) + 1;
      loss -= Math.log(Math.max(scores[label] ?? 0, LEAST_PROBABILITY));
    });
  };
  const metrics = () => metricsOf({ hits, guessed, actual, loss, rows });
  return { add, metrics };
}

type Counts = Readonly<Record<"hits" | "guessed" | "actual", Float64Array>> & {
  readonly loss: number;
  readonly rows: number;
};

function metricsOf({ hits, guessed, actual, loss, rows }: Counts): ClassificationMetrics {
  const correct = hits.reduce((sum, count) => sum + count, 0);
  // A class that neither occurs nor is guessed has no F1 and does not count.
  const seen = Array.from(actual.keys()).filter((index) => (actual[index] ?? 0) + (guessed[index] ?? 0) > 0);
  const counted = hits.length === 2 && seen.length === 2 ? [(actual[0] ?? 0) < (actual[1] ?? 0) ? 0 : 1] : seen;
  const f1 = counted.reduce((sum, index) => {
    return sum + (2 * (hits[index] ?? 0)) / ((actual[index] ?? 0) + (guessed[index] ?? 0));
  }, 0);
  return { accuracy: correct / rows, f1: f1 / counted.length, logLoss: loss / rows };
}

/** The first of the largest values. */
export function argmax(values: ArrayLike<number>): number {
  let best = 0;
  for (let index = 1; index < values.length; index++) {
    if ((values[index] ?? 0) > (values[best] ?? 0)) best = index;
  }
  return best;
}
