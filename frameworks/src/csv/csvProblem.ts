import type { CsvError } from "csv-parse/sync";
import { type Problem, problem } from "../errors.ts";
import { counted } from "./counted.ts";

/** Characters that one row may have. */
export const MAX_RECORD_CHARACTERS = 1 << 20;

/** A line with another number of cells than the first. */
export function raggedLine(path: string, line: number, cells: number, columns: number): Problem {
  return problem(
    "DATA_RAGGED",
    `Line ${line} of ${path} has ${counted(cells, "cell")}; the header has ${columns}.`,
    "Mend that line: as many cells as the header has, texts with a delimiter in double quotes.",
  );
}

export function longLine(path: string, line: number, cause?: unknown): Problem {
  return problem(
    "DATA_QUOTES",
    `Line ${line} of ${path} is longer than ${MAX_RECORD_CHARACTERS} characters.`,
    "Check for a quote that is never closed, or for a file that is not CSV.",
    cause,
  );
}

/**
 * What the CSV parser says, as a sentence that names the line.
 * @param before lines of the file before those that were parsed
 */
export function csvProblem(error: CsvError, path: string, before: number): Problem {
  const line = before + (typeof error.lines === "number" ? error.lines : 1);
  switch (error.code) {
    case "CSV_QUOTE_NOT_CLOSED":
    case "CSV_INVALID_CLOSING_QUOTE":
    case "INVALID_OPENING_QUOTE":
      return problem(
        "DATA_QUOTES",
        `Line ${line} of ${path} has a double quote that is not paired.`,
        'Put the whole cell in double quotes and write a quote inside it as "".',
        error,
      );
    case "CSV_MAX_RECORD_SIZE":
      return longLine(path, line, error);
    default:
      return problem(
        "DATA_RAGGED",
        `Line ${line} of ${path} cannot be read as CSV: ${error.message}.`,
        "Mend that line.",
        error,
      );
  }
}
