/** Class name (string) or quantity (float32) of each row: [N]. */
export const LABEL_OUTPUT = "label";
/** Of each class: float32 [N, classes]. */
export const PROBABILITIES_OUTPUT = "probabilities";
/** Coordinates of each row: float32 [N, dimensions]. */
export const EMBEDDING_OUTPUT = "embedding";
/** Pixels from 0 to 255: float32 [N, channels, height, width]. */
export const IMAGE_INPUT = "image";

const OUTPUTS: ReadonlySet<string> = new Set([LABEL_OUTPUT, PROBABILITIES_OUTPUT, EMBEDDING_OUTPUT]);

/** The model's input for a column: the column's name, unless an output has that name. */
export function inputName(column: string): string {
  return OUTPUTS.has(column) ? `column:${column}` : column;
}
