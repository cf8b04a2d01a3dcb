import type { TaskInfo } from "@blacktail/sdk";
import { parseNumber } from "../csv/cell.ts";
import { classificationMetrics, regressionMetrics } from "../supervised/metrics.ts";
import { labelNumbers } from "../supervised/testRows.ts";
import type { Predictions } from "./predictor.ts";

/** Collects predictions beside the truth, where the data holds it. */
export interface Score {
  add(targets: readonly string[], predictions: Predictions): void;
  /** Undefined when no row had a target. */
  metrics(): Record<string, number> | undefined;
}

export function createScore(task: TaskInfo, decimalComma: boolean): Score {
  return task.classes === undefined ? scoreQuantities(decimalComma) : scoreClasses(task.classes, decimalComma);
}

function scoreClasses(classes: readonly string[], decimalComma: boolean): Score {
  const numberOf = labelNumbers(classes, decimalComma);
  const truths: number[] = [];
  const scores: Float32Array[] = [];
  return {
    add(targets, { probabilities }) {
      targets.forEach((target, row) => {
        if (target === "" || probabilities === undefined) return;
        truths.push(numberOf(target));
        scores.push(probabilities.slice(row * classes.length, (row + 1) * classes.length));
      });
    },
    metrics() {
      if (truths.length === 0) return undefined;
      const flat = new Float32Array(truths.length * classes.length);
      scores.forEach((row, index) => {
        flat.set(row, index * classes.length);
      });
      return { ...classificationMetrics(flat, Int32Array.from(truths), classes.length) };
    },
  };
}

function scoreQuantities(decimalComma: boolean): Score {
  const truths: number[] = [];
  const guesses: number[] = [];
  return {
    add(targets, { labels }) {
      targets.forEach((target, row) => {
        const truth = parseNumber(target, decimalComma);
        if (!Number.isFinite(truth)) return;
        truths.push(truth);
        guesses.push(Number(labels[row]));
      });
    },
    metrics: () => (truths.length === 0 ? undefined : { ...regressionMetrics(guesses, truths) }),
  };
}
