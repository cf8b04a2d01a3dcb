/** A table with more rows to learn from than this many, or values in them, is large. */
const SAMPLE_ROWS = 200_000;
const SAMPLE_VALUES = 32_000_000;

/** Rows of a table that several kinds of model are compared on at most; with more to learn from, the table is large. @param width features of a row */
export const comparedRows = (width: number, values: number = SAMPLE_VALUES): number =>
  Math.min(SAMPLE_ROWS, Math.floor(values / width));
