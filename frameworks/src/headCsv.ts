import { openCsv } from "./csv/rows.ts";
import { MAX_STREAMED_BYTES } from "./csv/source.ts";
import { csvLine } from "./csv/write.ts";

/**
 * The header and the first rows of a CSV file, as comma-separated CSV.
 * @param rows How many rows at most.
 * @throws BlacktailError DATA_…
 * @example
 * await headCsv({ path: "iris.csv", rows: 2 }); // "sepal,petal\n5.1,1.4\n4.9,1.3\n"
 */
export async function headCsv({ path, rows }: { path: string; rows: number }): Promise<string> {
  const { header, rows: all } = await openCsv(path, { maxBytes: MAX_STREAMED_BYTES });
  const lines = [csvLine(header.names)];
  for await (const row of all) {
    if (lines.length > rows) break;
    lines.push(csvLine(row));
  }
  return lines.join("");
}
