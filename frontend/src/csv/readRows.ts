const delimiters = [",", ";", "\t", "|"] as const;

/** The delimiter that occurs most in the first line, outside quotes. */
export function findDelimiter(text: string): string {
  const line = (text.split(/\r?\n/, 1)[0] ?? "").replace(/"[^"]*"/g, "");
  const counts = delimiters.map((delimiter) => line.split(delimiter).length - 1);
  return delimiters[counts.indexOf(Math.max(...counts))] ?? ",";
}

/**
 * The rows of CSV text (RFC 4180; quotes, doubled quotes, CRLF). Blank lines are left out.
 * @throws Error when a quote is never closed.
 */
export function* readRows(text: string, delimiter: string): Generator<string[]> {
  let row: string[] = [];
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (at < text.length) {
    let cell: string;
    if (text[at] === '"') {
      [cell, at] = readQuoted(text, at + 1);
    } else {
      const end = endOfCell(text, at, delimiter);
      cell = text.slice(at, end);
      at = end;
    }
    row.push(cell);
    if (text[at] === delimiter) {
      at += 1;
      if (at < text.length) continue;
      row.push("");
    }
    if (text[at] === "\r") at += 1;
    if (text[at] === "\n") at += 1;
    if (row.length > 1 || row[0] !== "") yield row;
    row = [];
  }
}

/** The cell whose opening quote is just before `start`, and where it ends. */
function readQuoted(text: string, start: number): [cell: string, next: number] {
  let cell = "";
  let from = start;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) throw new Error("The file has a double quote that is never closed.");
    cell += text.slice(from, quote);
    if (text[quote + 1] !== '"') return [cell, quote + 1];
    cell += '"';
    from = quote + 2;
  }
}

function endOfCell(text: string, start: number, delimiter: string): number {
  let end = start;
  while (end < text.length) {
    const character = text[end];
    if (character === delimiter || character === "\n" || character === "\r") break;
    end += 1;
  }
  return end;
}
