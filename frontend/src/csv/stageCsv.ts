import { decodeText, readChosen } from "../files/readChosen.ts";
import { type Staged, stage } from "../files/stagedFiles.ts";
import { type CsvInspection, inspectCsv } from "./inspectCsv.ts";

/** What a file chooser offers for CSV. */
export const CSV_TYPES = ".csv,text/csv";

/**
 * Reads and inspects a chosen CSV file, and keeps it for the flow that uploads it.
 * @throws Error that names what is wrong with the file.
 */
export async function stageCsv(file: File): Promise<{ file: Staged; inspection: CsvInspection }> {
  const bytes = await readChosen(file, { smaller: "Give fewer rows or columns." });
  const inspection = inspectCsv(decodeText(file.name, bytes, "Save it as CSV in UTF-8."));
  return { file: stage(file.name, bytes), inspection };
}
