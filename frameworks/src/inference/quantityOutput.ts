import { parseNumber } from "../csv/cell.ts";
import { rareness } from "../metrics/rareness.ts";
import { regressionMetrics } from "../metrics/regression.ts";
import { rocAuc } from "../metrics/rocAuc.ts";
import { floatText } from "./floatText.ts";
import { unlike } from "./model.ts";
import type { ModelOutput, Score } from "./output.ts";
import { LABEL_OUTPUT } from "./signature.ts";

/** One number a row: `prediction` of a quantity, `score` of an anomaly. */
export function quantityOutput(kind: "regression" | "anomaly"): ModelOutput {
  return {
    names: [LABEL_OUTPUT],
    header: [kind === "anomaly" ? "score" : "prediction"],
    cells(results, rows) {
      const values = results[LABEL_OUTPUT];
      if (!(values?.data instanceof Float32Array) || values.size !== rows) {
        throw unlike(`its labels are ${values?.type} [${values?.dims.join(", ")}] for ${rows} rows`);
      }
      return Array.from(values.data, (value) => [floatText(value)]);
    },
    score: (decimalComma) => (kind === "anomaly" ? scoreAnomalies() : scoreQuantities(decimalComma)),
  };
}

function scoreQuantities(decimalComma: boolean): Score {
  const values: number[] = [];
  const guesses: number[] = [];
  return {
    add(truths, results) {
      const predictions = results[LABEL_OUTPUT]?.data as Float32Array;
      truths.forEach((text, row) => {
        const truth = parseNumber(text, decimalComma);
        if (!Number.isFinite(truth)) return;
        values.push(truth);
        guesses.push(predictions[row] ?? Number.NaN);
      });
    },
    metrics: () => (values.length === 0 ? undefined : { ...regressionMetrics(guesses, values) }),
  };
}

function scoreAnomalies(): Score {
  const kinds: string[] = [];
  const scores: number[] = [];
  return {
    add(truths, results) {
      const values = results[LABEL_OUTPUT]?.data as Float32Array;
      truths.forEach((truth, row) => {
        if (truth === "") return;
        kinds.push(truth);
        scores.push(values[row] ?? Number.NaN);
      });
    },
    metrics() {
      const auc = rocAuc(scores, rareness(kinds));
      return auc === undefined ? undefined : { rocAuc: auc };
    },
  };
}
