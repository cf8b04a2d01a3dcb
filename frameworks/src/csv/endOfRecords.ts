/**
 * Where a text's last whole record ends: behind the last line end that no quotes enclose; 0 when there is none.
 * @param quotes whether double quotes enclose cells
 */
export function endOfRecords(text: string, quotes: boolean): number {
  let end = lastLineEnd(text, text.length);
  if (!quotes) return end;
  let count = countQuotes(text, 0, end);
  // Within quotes their number is odd; a doubled quote does not change that.
  while (count % 2 === 1) {
    const before = lastLineEnd(text, text.lastIndexOf('"', end - 1));
    count -= countQuotes(text, before, end);
    end = before;
  }
  return end;
}

/** Behind the last line end before a place. A carriage return that ends the text may be half of one. */
function lastLineEnd(text: string, place: number): number {
  if (place <= 0) return 0;
  const feed = text.lastIndexOf("\n", place - 1);
  const last = Math.min(place - 1, text.length - 2);
  return Math.max(feed, last < 0 ? -1 : text.lastIndexOf("\r", last)) + 1;
}

function countQuotes(text: string, start: number, end: number): number {
  let count = 0;
  for (let at = text.indexOf('"', start); at !== -1 && at < end; at = text.indexOf('"', at + 1)) count++;
  return count;
}
