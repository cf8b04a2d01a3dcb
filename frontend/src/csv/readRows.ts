const delimiters = [",", ";", "\t", "|"] as const;

/** Characters of a file that tell how it is written. */
const SAMPLE = 131_072;

/** Lines that tell by what a file is divided. */
const SAMPLE_LINES = 50;

/** The delimiter that divides most lines into as many cells as the first, outside quotes; of several the one with most cells. */
export function findDelimiter(text: string): string {
  const lines = text
    .slice(0, SAMPLE)
    .replace(/"[^"\r\n]*"/g, "")
    .split(/\r\n|\n|\r/, SAMPLE_LINES + 1)
    .filter((line) => line !== "");
  // The last may be cut off.
  const whole = lines.slice(0, Math.max(1, lines.length - 1));
  const found = delimiters.map((delimiter) => {
    const counts = whole.map((line) => line.split(delimiter).length - 1);
    const [cells = 0] = counts;
    return { delimiter, cells, alike: counts.filter((count) => count === cells).length };
  });
  const [best] = found.filter(({ cells }) => cells > 0).sort((a, b) => b.alike - a.alike || b.cells - a.cells);
  return best?.delimiter ?? ",";
}

/** Whether quotes enclose cells. Between tabs they often are just text: they are, where one stands within a cell or alone. */
export function quotesEnclose(text: string, delimiter: string): boolean {
  if (delimiter !== "\t") return true;
  const cells = text.slice(0, SAMPLE).split(/[\t\r\n]+/);
  return cells.every((cell) => !cell.includes('"') || /^"(?:[^"]|"")*"$/.test(cell));
}

/**
 * The rows of CSV text (RFC 4180; quotes, doubled quotes, CRLF). Blank lines are left out.
 * @param quotes Whether double quotes enclose cells.
 * @throws Error when a quote is never closed.
 */
export function* readRows(text: string, delimiter: string, quotes = true): Generator<string[]> {
  let row: string[] = [];
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (at < text.length) {
    let cell: string;
    if (quotes && text[at] === '"') {
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
