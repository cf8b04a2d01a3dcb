import { adjustedRandIndex } from "../metrics/adjustedRandIndex.ts";
import { classificationTally } from "../metrics/classification.ts";
import { labelNumbers } from "../tables/testRows.ts";
import { unlike } from "./model.ts";
import type { ModelOutput, Score } from "./output.ts";
import { LABEL_OUTPUT, PROBABILITIES_OUTPUT } from "./signature.ts";

/** Class names with a probability per class: `prediction`, `probability:<class>`… */
export function classesOutput(
  kind: "classification" | "clustering" | "control",
  classes: readonly string[],
): ModelOutput {
  const count = classes.length;
  return {
    names: [LABEL_OUTPUT, PROBABILITIES_OUTPUT],
    header: ["prediction", ...classes.map((label) => `probability:${label}`)],
    cells(results, rows) {
      const labels = results[LABEL_OUTPUT];
      if (labels?.type !== "string" || labels.size !== rows) {
        throw unlike(`its labels are ${labels?.type} [${labels?.dims.join(", ")}] for ${rows} rows`);
      }
      const probabilities = results[PROBABILITIES_OUTPUT];
      if (!(probabilities?.data instanceof Float32Array) || probabilities.size !== rows * count) {
        const found = `${probabilities?.type} [${probabilities?.dims.join(", ")}]`;
        throw unlike(`its probabilities are ${found} for ${rows} rows and ${count} classes`);
      }
      const { data } = probabilities;
      return Array.from(labels.data as ArrayLike<string>, (label, row) => [
        label,
        ...Array.from(data.subarray(row * count, (row + 1) * count), (value) => value.toPrecision(6)),
      ]);
    },
    score: (decimalComma) => (kind === "clustering" ? scoreClusters() : scoreClasses(classes, decimalComma)),
  };
}

function scoreClasses(classes: readonly string[], decimalComma: boolean): Score {
  const count = classes.length;
  const numberOf = labelNumbers(classes, decimalComma);
  // A file may have more rows than memory holds.
  const tally = classificationTally(count);
  let known = 0;
  return {
    add(truths, results) {
      const probabilities = results[PROBABILITIES_OUTPUT]?.data as Float32Array;
      truths.forEach((truth, row) => {
        if (truth === "") return;
        known++;
        tally.add(probabilities.subarray(row * count, (row + 1) * count), Int32Array.of(numberOf(truth)));
      });
    },
    metrics: () => (known === 0 ? undefined : { ...tally.metrics() }),
  };
}

/** Clusters have names of their own: only whether they divide the rows alike can be measured. */
function scoreClusters(): Score {
  const truths: string[] = [];
  const clusters: string[] = [];
  return {
    add(values, results) {
      const labels = results[LABEL_OUTPUT]?.data as ArrayLike<string>;
      values.forEach((truth, row) => {
        if (truth === "") return;
        truths.push(truth);
        clusters.push(labels[row] ?? "");
      });
    },
    metrics: () => (truths.length === 0 ? undefined : { ari: adjustedRandIndex(truths, clusters) }),
  };
}
