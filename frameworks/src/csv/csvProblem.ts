import { CsvError } from "csv-parse";
import { problem } from "../errors.ts";

/** Characters that one row may have. */
export const MAX_RECORD_CHARACTERS = 1 << 20;

/** What the CSV parser says, as a sentence that names the line. Other errors are returned as they are. */
export function csvProblem(error: unknown, path: string, columns: number): unknown {
  if (!(error instanceof CsvError)) return error;
  const line = typeof error.lines === "number" ? error.lines : "?";
  switch (error.code) {
    case "CSV_RECORD_INCONSISTENT_FIELDS_LENGTH": {
      const found = Array.isArray(error.record) ? error.record.length : "another number of";
      // The parser may stop before anybody has read the header from it; its own sentence then says how long that is.
      const wanted = columns > 0 ? columns : /expect (\d+)/.exec(error.message)?.[1];
      return problem(
        "DATA_RAGGED",
        `Line ${line} of ${path} has ${found} cells; the header has ${wanted ?? "another number"}.`,
        "Mend that line: as many cells as the header has, texts with a delimiter in double quotes.",
        error,
      );
    }
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
      return problem(
        "DATA_QUOTES",
        `Line ${line} of ${path} is longer than ${MAX_RECORD_CHARACTERS} characters.`,
        "Check for a quote that is never closed, or for a file that is not CSV.",
        error,
      );
    default:
      return problem(
        "DATA_RAGGED",
        `Line ${line} of ${path} cannot be read as CSV: ${error.message}.`,
        "Mend that line.",
        error,
      );
  }
}
