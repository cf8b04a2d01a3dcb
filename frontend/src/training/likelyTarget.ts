const TELLING = /^(target|label|class|outcome|response|answer|y|survived|species|diagnosis|category|price)$/i;

/** The column that a table most likely was made to predict: one whose name says so, or else the last. */
export function likelyTarget(names: readonly string[]): string {
  return names.find((name) => TELLING.test(name.trim())) ?? names.at(-1) ?? "";
}
