import { type ColumnType, profileColumn } from "./csv/profile.ts";
import { readTable } from "./csv/table.ts";
import { atEdge } from "./edge.ts";
import { problem } from "./errors.ts";
import { screenColumns } from "./tables/screen.ts";
import { findColumn, readTarget } from "./tables/target.ts";

export interface CsvReport {
  readonly columns: readonly { name: string; type: ColumnType; missing: number; unique: number }[];
  readonly rows: number;
  /** That columns have no names; with a target: what training would leave out, and why. */
  readonly warnings: readonly string[];
  /** With a target: whether training would tell classes apart or estimate a quantity. */
  readonly task?: "classification" | "regression";
}

export interface InspectArguments {
  readonly path: string;
  readonly target?: string | undefined;
  /** Larger files are refused. */
  readonly maxBytes?: number | undefined;
}

/**
 * Looks at a CSV file without training: columns, types, gaps, and with a target the checks that training would make,
 * here on all rows, as none is kept for testing yet.
 * @throws BlacktailError DATA_…, TARGET_…
 */
export function inspectCsv(args: InspectArguments): Promise<CsvReport> {
  return atEdge(() => inspect(args));
}

async function inspect({ path, target, maxBytes }: InspectArguments): Promise<CsvReport> {
  const table = await readTable(path, { maxBytes });
  if (table.rows === 0) {
    throw problem(
      "DATA_NO_ROWS",
      `The file ${path} has a header and no rows.`,
      "Give a file with rows below the header.",
    );
  }
  const columns = table.columns.map((column) => {
    const { name, type, missing, unique } = profileColumn(column, table);
    return { name, type, missing, unique };
  });
  const notes = table.note === undefined ? [] : [table.note];
  if (target === undefined) return { columns, rows: table.rows, warnings: notes };
  findColumn(table, target);
  const read = readTarget(table, target, "auto");
  const { warnings } = screenColumns(table, read.target, read.rows, { ignore: [], keep: [] });
  return { columns, rows: table.rows, warnings: [...notes, ...warnings], task: read.target.kind };
}
