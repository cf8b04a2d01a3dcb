/** A loss of scores, with its derivatives by them: what boosting descends. */
export interface TreeLoss {
  /** Scores per row. */
  readonly outputs: number;
  /** The constant scores with the lowest loss, about: where boosting starts. */
  readonly base: readonly number[];
  /**
   * Fills in the derivatives of some rows by one of the scores; [all rows, outputs] scores, a place per row in `derivatives`. Scores
   * are taken by turns from the first, and may change only before it.
   */
  derive(scores: Float64Array, output: number, rows: Int32Array, derivatives: Derivatives): void;
  /** The mean loss of some rows. */
  mean(scores: Float64Array, rows: Int32Array): number;
}

/** First and second derivative of the loss by each row's score. */
interface Derivatives {
  readonly gradients: Float64Array;
  readonly hessians: Float64Array;
}

/** Least curvature, so that a row that is told for sure still weighs something. */
const MIN_HESSIAN = 1e-16;

/** Logistic loss of two classes: one score, the log odds of class 1. @param labels 0 or 1 per row. */
export function logisticLoss(labels: Int32Array): TreeLoss {
  const share = labels.reduce((sum, label) => sum + label, 0) / labels.length;
  return {
    outputs: 1,
    base: [logOdds(share)],
    derive(scores, _output, rows, { gradients, hessians }) {
      for (const row of rows) {
        const probability = 1 / (1 + Math.exp(-(scores[row] as number)));
        gradients[row] = probability - (labels[row] as number);
        hessians[row] = Math.max(probability * (1 - probability), MIN_HESSIAN);
      }
    },
    mean(scores, rows) {
      let total = 0;
      for (const row of rows) {
        const margin = (labels[row] === 1 ? 1 : -1) * (scores[row] as number);
        total += Math.log1p(Math.exp(-Math.abs(margin))) + Math.max(-margin, 0);
      }
      return total / rows.length;
    },
  };
}

const logOdds = (share: number) => {
  const inside = Math.min(Math.max(share, 1e-6), 1 - 1e-6);
  return Math.log(inside / (1 - inside));
};

/**
 * Cross-entropy of softmax over a score per class. The diagonal of the curvature is scaled by classes / (classes - 1), as shifting all
 * scores alike changes nothing (Friedman, "Greedy function approximation", 2001, equation 36).
 * @param labels class numbers per row
 */
export function softmaxLoss(labels: Int32Array, classes: number): TreeLoss {
  const counts = new Float64Array(classes);
  for (const label of labels) counts[label] = (counts[label] as number) + 1;
  const factor = classes / (classes - 1);
  const probabilities = new Float64Array(labels.length * classes);
  return {
    outputs: classes,
    base: Array.from(counts, (count) => Math.log(Math.max(count, 0.5) / labels.length)),
    derive(scores, output, rows, { gradients, hessians }) {
      // All trees of a round see the scores at its start.
      if (output === 0) softmax(scores, classes, rows, probabilities);
      for (const row of rows) {
        const probability = probabilities[row * classes + output] as number;
        gradients[row] = probability - (labels[row] === output ? 1 : 0);
        hessians[row] = Math.max(factor * probability * (1 - probability), MIN_HESSIAN);
      }
    },
    mean(scores, rows) {
      softmax(scores, classes, rows, probabilities);
      let total = 0;
      for (const row of rows) {
        total -= Math.log(Math.max(probabilities[row * classes + (labels[row] as number)] as number, 1e-15));
      }
      return total / rows.length;
    },
  };
}

function softmax(scores: Float64Array, classes: number, rows: Int32Array, result: Float64Array): void {
  for (const row of rows) {
    const start = row * classes;
    let top = Number.NEGATIVE_INFINITY;
    for (let index = 0; index < classes; index++) top = Math.max(top, scores[start + index] as number);
    let total = 0;
    for (let index = 0; index < classes; index++) {
      const power = Math.exp((scores[start + index] as number) - top);
      result[start + index] = power;
      total += power;
    }
    for (let index = 0; index < classes; index++) result[start + index] = (result[start + index] as number) / total;
  }
}

/** Half the squared error, or Huber's loss with threshold 1, of standardised quantities. */
export function quantityLoss(values: Float32Array, kind: "mse" | "huber"): TreeLoss {
  return {
    outputs: 1,
    base: [0],
    derive(scores, _output, rows, { gradients, hessians }) {
      for (const row of rows) {
        const difference = (scores[row] as number) - (values[row] as number);
        gradients[row] = kind === "mse" ? difference : Math.min(Math.max(difference, -1), 1);
        hessians[row] = 1;
      }
    },
    mean(scores, rows) {
      let total = 0;
      for (const row of rows) {
        const distance = Math.abs((scores[row] as number) - (values[row] as number));
        const near = kind === "mse" ? distance : Math.min(distance, 1);
        total += near * (distance - near / 2);
      }
      return total / rows.length;
    },
  };
}
