import { openCsv } from "../csv/rows.ts";
import { listNames, problem } from "../errors.ts";

const ROWS = 200;
const WORDS = 3;

/**
 * The column of a table that holds texts: of those with several words in a row's cell on average, the longest.
 * @throws BlacktailError TEXT_COLUMN_UNKNOWN
 */
export async function textColumn(path: string): Promise<string> {
  const { header, rows } = await openCsv(path, { maxBytes: 16 * 1024 ** 3 });
  const seen: string[][] = [];
  for await (const row of rows) {
    seen.push(row);
    if (seen.length === ROWS) break;
  }
  let best: { name: string; length: number } | undefined;
  for (const [index, name] of header.names.entries()) {
    const cells = seen.map((row) => row[index]?.trim() ?? "").filter((cell) => cell !== "");
    const words = cells.reduce((sum, cell) => sum + cell.split(/\s+/).length, 0);
    const length = cells.reduce((sum, cell) => sum + cell.length, 0);
    if (words >= WORDS * cells.length && length > (best?.length ?? 0)) best = { name, length };
  }
  if (best !== undefined) return best.name;
  throw problem(
    "TEXT_COLUMN_UNKNOWN",
    `No column of ${path} holds texts of several words; its columns are ${listNames(header.names)}.`,
    'Name the column in the setting "column".',
  );
}
