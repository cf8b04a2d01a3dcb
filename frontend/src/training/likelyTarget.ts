import type { CsvInspection } from "../csv/inspectCsv.ts";

const TELLING = /^(target|label|class|outcome|response|answer|y|survived|species|diagnosis|category|price)$/i;

/** The column that a table most likely was made to predict: one whose name says so, or else the last that holds no free text. */
export function likelyTarget(columns: CsvInspection["columns"]): string {
  const named = columns.find(({ name }) => TELLING.test(name.trim()));
  return (named ?? columns.findLast(({ type }) => type !== "text") ?? columns.at(-1))?.name ?? "";
}
