const DELIMITERS = [",", ";", "\t", "|"];

/** How a file divides its cells. */
export interface Dialect {
  readonly delimiter: string;
  /** Whether double quotes enclose cells, or are characters like others. */
  readonly quotes: boolean;
}

/** Lines that are looked at. */
const SAMPLE_LINES = 50;

/** Finds out from a file's beginning: the delimiter that most lines have as often as the first line, and of these the most frequent. */
export function findDialect(text: string): Dialect {
  const lines = text
    .replace(/"[^"\r\n]*"/g, "")
    .split(/\r\n|\n|\r/, SAMPLE_LINES + 1)
    .filter((line) => line !== "");
  const whole = lines.slice(0, Math.max(1, lines.length - 1));
  let best: { delimiter: string; alike: number; count: number } | undefined;
  for (const delimiter of DELIMITERS) {
    const counts = whole.map((line) => line.split(delimiter).length - 1);
    const [count = 0] = counts;
    const alike = counts.filter((other) => other === count).length;
    if (count === 0 || (best && (alike < best.alike || (alike === best.alike && count <= best.count)))) continue;
    best = { delimiter, alike, count };
  }
  const { delimiter } = best ?? { delimiter: "," };
  return { delimiter, quotes: delimiter !== "\t" || quotesEnclose(text) };
}

/** So long a beginning may end within a cell. */
const LONG = 1 << 17;

/** In files divided by tabs quotes are often just text: they are, where one stands in the midst of a cell or is not paired. */
function quotesEnclose(text: string): boolean {
  const cell = /(?:"(?:[^"]|"")*"|[^"\t\r\n]*)(?:\t|\r\n|\n|\r|$)/y;
  while (cell.lastIndex < text.length) {
    const start = cell.lastIndex;
    if (!cell.test(text)) return text.length >= LONG && /^"(?:[^"]|"")*$/.test(text.slice(start));
  }
  return true;
}
