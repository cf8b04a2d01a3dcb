/** A record longer than this is no line of predictions, characters. */
const MAX_RECORD = 4_194_304;

/**
 * The records of a CSV as inferences write it (RFC 4180, commas), one by one. The text comes from a stranger.
 *
 * @throws TypeError naming the record that cannot be read
 */
export async function* csvRecords(text: AsyncIterable<string>): AsyncGenerator<string[]> {
  let rest = "";
  let record = 1;
  for await (const chunk of text) {
    rest += chunk;
    for (let end = endOfRecord(rest); end !== undefined; end = endOfRecord(rest)) {
      yield cellsOf(rest.slice(0, end), record++);
      rest = rest.slice(end + 1);
    }
    if (rest.length > MAX_RECORD) throw new TypeError(`record ${record} is longer than ${MAX_RECORD} characters`);
  }
  if (rest !== "") yield cellsOf(rest, record);
}

/** The line break that ends the first record: the first outside of quotes. */
function endOfRecord(text: string): number | undefined {
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 34) quoted = !quoted;
    else if (code === 10 && !quoted) return at;
  }
  return undefined;
}

function cellsOf(line: string, record: number): string[] {
  if (!line.includes('"')) return line.replace(/\r$/, "").split(",");
  const cells: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",]*))(,|\r?$)/gy;
  for (;;) {
    const match = cell.exec(line);
    if (match === null) throw new TypeError(`record ${record} has quotes in the wrong place`);
    cells.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? "");
    if (match[3] !== ",") return cells;
  }
}
