import type { DataSource } from "../runner/data.ts";
import type { TextPart } from "./tokenizedText.ts";

/** Windows beyond this are not told apart, since the order of all is held in memory. */
const MAX_WINDOWS = 1 << 24;

/**
 * Every run of context + 1 tokens in a part of a text as one row of the data block `text`: the tokens to read and, one further on,
 * those to predict. A part of very many tokens has a row for every second, third … place only.
 */
export function textWindows({ file, first, end }: TextPart, context: number): DataSource {
  const width = context + 1;
  const places = end - first - context;
  const stride = Math.ceil(places / MAX_WINDOWS);
  return {
    rows: Math.ceil(places / stride),
    read(rows) {
      const text = new BigInt64Array(rows.length * width);
      rows.forEach((row, index) => {
        const tokens = file.read(first + Number(row) * stride, width);
        for (let place = 0; place < width; place++) text[index * width + place] = BigInt(tokens[place] ?? 0);
      });
      return { text };
    },
  };
}
