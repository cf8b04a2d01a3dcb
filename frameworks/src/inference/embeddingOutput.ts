import { floatText } from "./floatText.ts";
import { unlike } from "./model.ts";
import type { ModelOutput } from "./output.ts";
import { EMBEDDING_OUTPUT } from "./signature.ts";

/** The coordinates of each row: `dimension 1`… */
export function embeddingOutput(dimensions: number): ModelOutput {
  return {
    names: [EMBEDDING_OUTPUT],
    header: Array.from({ length: dimensions }, (_, index) => `dimension ${index + 1}`),
    cells(results, rows) {
      const values = results[EMBEDDING_OUTPUT];
      if (!(values?.data instanceof Float32Array) || values.size !== rows * dimensions) {
        const found = `${values?.type} [${values?.dims.join(", ")}]`;
        throw unlike(`its embedding is ${found} for ${rows} rows and ${dimensions} dimensions`);
      }
      const { data } = values;
      return Array.from({ length: rows }, (_, row) =>
        Array.from(data.subarray(row * dimensions, (row + 1) * dimensions), floatText),
      );
    },
  };
}
