import type { Column } from "../csv/table.ts";

/** How a text column enters the model: weighed counts of words and word pairs, and of tokens by their shape. */
export interface TextEncoder {
  readonly type: "text";
  readonly name: string;
  /** Tokens as they are written in lower case, and the term that each counts for. */
  readonly words: readonly Gram[];
  /** Two tokens that follow each other, divided by a blank, and their term. */
  readonly pairs: readonly Gram[];
  /** Of each term ln((1 + rows) / (1 + rows that hold it)) + 1. */
  readonly weights: readonly number[];
  /** Of each of `SHAPES`: ln(1 + count) is standardised by these. */
  readonly shapes: readonly { readonly mean: number; readonly deviation: number }[];
}

interface Gram {
  readonly text: string;
  readonly term: number;
}

/** Tokens of a text that are looked at; bounds the memory that one row takes. */
export const MAX_TOKENS = 512;

/**
 * Kinds of token that tell more than the token itself, which may never come again: RE2 patterns that match whole tokens. Any token,
 * one with a digit, with a long number, in capitals, with an amount of money, a link, an exclamation, a question.
 */
export const SHAPES: readonly string[] = [
  ".+",
  ".*[0-9].*",
  ".*[0-9]{5,}.*",
  // The first two capitals are the ones meant: a long token would have all pairs tried.
  "[^a-zA-Z]*[A-Z][^a-zA-Z]*[A-Z][^a-z]*",
  ".*[$£€¥].*",
  ".*([wW]{3}\\.|https?:|\\.com|\\.net|\\.org).*",
  ".*!.*",
  ".*\\?.*",
];

/** A term must occur in so many rows to be learned from. */
const MIN_ROWS = 3;
/** Ways of writing a term (with other punctuation) that are known at most. */
const MAX_VARIANTS = 32;

/** The tokens of a text, as the graph's StringSplit divides it. */
const tokensOf = (value: string) =>
  value
    .split(" ")
    .filter((token) => token !== "")
    .slice(0, MAX_TOKENS);

const lower = (token: string) => token.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** "(Free!" and "free" are one term; a token of signs alone is its own. */
function termOf(token: string): string {
  // The last signs are looked for from their beginning only, or a long row of signs would be gone through from each of them.
  const bare = token.replace(/^[^\p{L}\p{N}£$€]+/u, "").replace(/(?<![^\p{L}\p{N}%])[^\p{L}\p{N}%]+$/u, "");
  return bare === "" ? token : bare;
}

/**
 * Learns the terms of a column: words and pairs of words, those that occur in most rows.
 * @param limit terms at most
 */
export function fitText(column: Column, rows: Int32Array, limit: number): TextEncoder {
  const found = new Map<string, { rows: number; pair: boolean; variants: Set<string> }>();
  const shapes = SHAPES.map((pattern) => ({ pattern: new RegExp(`^(?:${pattern})$`, "s"), counts: [] as number[] }));
  for (const row of rows) {
    const raw = tokensOf(column.values[column.codes[row] ?? 0] ?? "");
    for (const { pattern, counts } of shapes)
      counts.push(Math.log1p(raw.filter((token) => pattern.test(token)).length));
    const tokens = raw.map(lower);
    const terms = tokens.map(termOf);
    const seen = new Set<string>();
    const add = (term: string, variant: string, pair: boolean) => {
      let entry = found.get(term);
      if (entry === undefined) {
        entry = { rows: 0, pair, variants: new Set([term]) };
        found.set(term, entry);
      }
      if (!seen.has(term)) entry.rows++;
      seen.add(term);
      if (entry.variants.size < MAX_VARIANTS) entry.variants.add(variant);
    };
    tokens.forEach((token, place) => {
      const term = terms[place] ?? token;
      add(term, token, false);
      const next = tokens[place + 1];
      if (next !== undefined) add(`${term} ${terms[place + 1]}`, `${token} ${next}`, true);
    });
  }
  const chosen = [...found].filter(([, { rows: count }]) => count >= MIN_ROWS);
  chosen.sort(([a, one], [b, other]) => other.rows - one.rows || (a < b ? -1 : 1));
  const kept = chosen.slice(0, limit);
  const grams = (pairs: boolean) =>
    kept.flatMap(([, { pair, variants }], term) =>
      pair === pairs ? [...variants].sort().map((text) => ({ text, term })) : [],
    );
  return {
    type: "text",
    name: column.name,
    words: grams(false),
    pairs: grams(true),
    weights: kept.map(([, { rows: count }]) => Math.log((1 + rows.length) / (1 + count)) + 1),
    shapes: shapes.map(({ counts }) => standard(counts)),
  };
}

function standard(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: variance > 0 ? Math.sqrt(variance) : 1 };
}
