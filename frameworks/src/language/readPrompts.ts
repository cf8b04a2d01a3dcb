import { MAX_RECORD_CHARACTERS } from "../csv/csvProblem.ts";
import { openCsv } from "../csv/rows.ts";
import { MAX_STREAMED_BYTES, readText } from "../csv/source.ts";
import { problem } from "../errors.ts";

const COLUMN = "prompt";
/** What a model could look at is far shorter. */
const MAX_CHARACTERS = 1 << 16;

/**
 * The prompts of a file: the column "prompt" of a table, or else each line of a text.
 * @throws BlacktailError DATA_…
 */
export async function* readPrompts(path: string): AsyncGenerator<string> {
  if (await isTable(path)) {
    const { header, rows } = await openCsv(path, { maxBytes: MAX_STREAMED_BYTES });
    const place = header.names.indexOf(COLUMN);
    for await (const row of rows) yield (row[place] ?? "").slice(-MAX_CHARACTERS);
    return;
  }
  if (/\.(csv|tsv)$/i.test(path)) {
    throw problem(
      "DATA_COLUMN_MISSING",
      `The table ${path} has no column "${COLUMN}".`,
      `Name the column of the prompts "${COLUMN}", or give a text with a prompt per line.`,
    );
  }
  let rest = "";
  let place = 1;
  for await (const text of readText(path, MAX_STREAMED_BYTES, "text")) {
    const lines = `${rest}${text}`.split(/\r?\n/);
    rest = lines.pop() ?? "";
    for (const line of lines) {
      place++;
      if (line !== "") yield line.slice(-MAX_CHARACTERS);
    }
    // What has no end is looked through again with every piece of the file.
    if (rest.length > MAX_RECORD_CHARACTERS) {
      throw problem(
        "DATA_TOO_LARGE",
        `Line ${place} of ${path} is longer than ${MAX_RECORD_CHARACTERS} characters.`,
        'Give a prompt per line, or a table with a column "prompt".',
      );
    }
  }
  if (rest !== "") yield rest.slice(-MAX_CHARACTERS);
}

/** Whether the first line names a column "prompt". */
async function isTable(path: string): Promise<boolean> {
  const text = readText(path, MAX_STREAMED_BYTES, "text");
  const first = await text.next();
  await text.return(undefined);
  const [line = ""] = (first.done ? "" : first.value).split(/\r?\n/, 1);
  return line.split(/[,;\t|]/).some((cell) => cell.trim().replace(/^"(.*)"$/, "$1") === COLUMN);
}
