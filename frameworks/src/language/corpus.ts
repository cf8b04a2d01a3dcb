import type { DataFormat } from "@blacktail/sdk";
import { openCsv } from "../csv/rows.ts";
import { readText } from "../csv/source.ts";
import { listNames, problem } from "../errors.ts";
import { textColumn } from "./textColumn.ts";

/** Files beyond this are refused. Bytes. */
const MAX_BYTES = 16 * 1024 ** 3;

/** A piece of a corpus; the last one of a document ends it. Pieces are cut anywhere, but never within a character. */
export interface Piece {
  readonly text: string;
  readonly ends: boolean;
}

/** A file of text to learn from. */
export interface Corpus {
  readonly path: string;
  readonly format: DataFormat;
  /** Of a table: the column that holds the texts. */
  readonly column?: string | undefined;
}

/**
 * Reads a corpus piece by piece: a text file is one document, a table has one in each row.
 * @throws BlacktailError DATA_…; TEXT_COLUMN_UNKNOWN when a table has no such column.
 */
export async function* readCorpus({ path, format, column }: Corpus): AsyncGenerator<Piece> {
  if (format === "text") {
    for await (const text of readText(path, MAX_BYTES, "text")) yield { text, ends: false };
    yield { text: "", ends: true };
    return;
  }
  const { header, rows, close } = await openCsv(path, { maxBytes: MAX_BYTES });
  const place = header.names.indexOf(column ?? "");
  if (place === -1) {
    await close();
    throw problem(
      "TEXT_COLUMN_UNKNOWN",
      `The table ${path} has no column "${column}"; it has ${listNames(header.names)}.`,
      "Name the column that holds the texts.",
    );
  }
  for await (const row of rows) {
    const text = row[place] ?? "";
    if (text.trim() !== "") yield { text, ends: true };
  }
}

/** The corpus of a file; of a table, by the column named or the one that looks like texts. @throws BlacktailError as `textColumn` */
export async function openCorpus(path: string, format: DataFormat, column: string | undefined): Promise<Corpus> {
  if (format === "text") return { path, format };
  return { path, format, column: column ?? (await textColumn(path)) };
}
