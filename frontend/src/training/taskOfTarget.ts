import type { CsvInspection } from "../csv/inspectCsv.ts";

/** Whole numbers with at most this many different values are classes, as the frameworks have it. */
const MAX_NUMERIC_CLASSES = 20;

/** What predicting a column means: telling classes apart, or estimating a quantity. */
export function taskOfTarget({ columns }: CsvInspection, target: string): "classification" | "regression" | undefined {
  const column = columns.find(({ name }) => name === target);
  if (!column) return undefined;
  const isQuantity = column.type === "number" && !(column.whole && column.unique <= MAX_NUMERIC_CLASSES);
  return isQuantity ? "regression" : "classification";
}
